package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A command is what the command line of the stand-alone command asks for.
type command struct {
	analyzer string // name of the analyzer
	help     bool
	version  bool
	json     bool
	fix      bool     // apply the fixes
	diff     bool     // with fix: print what they change instead
	build    []string // build flags, for go list and go vet
	flags    []string // the analyzer's flags, for go vet
	patterns []string
}

// passOn returns the flag name of an analyzer as go vet accepts it.
func passOn(analyzer, name, value string) string {
	return "-" + analyzer + "." + name + "=" + value
}

// parseCommand parses the command line. Flags of the analyzer are checked
// here, where the message can name them as they were written.
func parseCommand(a *analysis.Analyzer, args []string) (*command, error) {
	c := &command{analyzer: a.Name}
	fs := flag.NewFlagSet("mapconcur", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&c.json, "json", false, "")
	fs.BoolVar(&c.fix, "fix", false, "")
	fs.BoolVar(&c.diff, "diff", false, "")
	fs.BoolVar(&c.version, "version", false, "")
	fs.Func("tags", "", func(s string) error {
		c.build = append(c.build, "-tags="+s)
		return nil
	})
	a.Flags.VisitAll(func(f *flag.Flag) {
		fs.Var(&passedFlag{Value: f.Value, pass: func(s string) {
			c.flags = append(c.flags, passOn(a.Name, f.Name, s))
		}}, f.Name, "")
	})
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		c.help = true
		return c, nil
	case err != nil:
		return nil, err
	}
	switch {
	case c.diff && !c.fix:
		return nil, errors.New("flag -diff needs -fix")
	case c.json && c.fix:
		return nil, errors.New("flags -json and -fix exclude each other")
	}
	c.patterns = fs.Args()
	for _, p := range c.patterns {
		if strings.HasPrefix(p, "-") {
			return nil, fmt.Errorf("flag %s must come before the packages", p)
		}
	}
	if len(c.patterns) == 0 {
		c.patterns = []string{"./..."}
	}
	return c, nil
}

// A passedFlag is a flag of the analyzer. Its value is checked by the
// analyzer and noted, to be passed on as it was written.
type passedFlag struct {
	flag.Value
	pass func(string)
}

// Set sets the flag and notes its value.
func (f *passedFlag) Set(s string) error {
	if err := f.Value.Set(s); err != nil {
		return err
	}
	f.pass(s)
	return nil
}

// IsBoolFlag reports whether the flag may stand without a value.
func (f *passedFlag) IsBoolFlag() bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// printHelp prints a page that fits a screen.
func printHelp(w io.Writer, a *analysis.Analyzer) {
	fmt.Fprint(w, `usage: mapconcur [flags] [packages]

Mapconcur finds maps that goroutines share without synchronization.
Packages are named as for the go command; the default is ./... .

Flags:
  -fix           apply the fixes that findings come with
  -diff          with -fix, print what would change instead
  -json          print the findings as JSON, in the schema of go vet -json
  -tags list     build tags, separated by commas
  -version       print the version
`)
	a.Flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "  %-14s %s\n", strings.TrimSpace("-"+f.Name+" "+value), usage)
	})
	fmt.Fprint(w, `
Exit code: 0 nothing found, 1 findings, 2 something could not be analyzed.

As a vet tool: go vet -vettool=$(which mapconcur) [-mapconcur.flag] ./...
`)
}

// printVersion prints the version of the module and of the Go release that
// built the command.
func printVersion(w io.Writer) {
	version := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	fmt.Fprintf(w, "mapconcur %s %s\n", version, runtime.Version())
}
