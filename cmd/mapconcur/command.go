package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/output"
)

// parseCommand parses the command line. It also checks the flags of the analyzer, so that
// an error names them as the user wrote them.
func parseCommand(a *analysis.Analyzer, args []string) (*command, error) {
	c := &command{analyzer: a.Name, url: a.URL, printing: printing{format: "text"}}
	if len(args) > 0 && (args[0] == lspCommand || args[0] == reportCommand) {
		c.command, args = args[0], args[1:]
	}
	fs := flag.NewFlagSet("mapconcur", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	c.define(fs)
	a.Flags.VisitAll(func(f *flag.Flag) {
		passed := passedFlag{Value: f.Value, pass: func(s string) {
			if f.Name == relatedFlag || f.Name == traceFlag || f.Name == recordFlag {
				return
			}
			c.flags = append(c.flags, passOn(a.Name, f.Name, s))
		}}
		if f.Name == explainFlag {
			fs.Var(&explained{passed, &c.rules}, f.Name, "")
		} else {
			fs.Var(&passed, f.Name, "")
		}
	})
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		c.help = true
		return c, nil
	case err != nil:
		return nil, err
	}
	isSet := func(name string) bool {
		f := a.Flags.Lookup(name)
		return f != nil && f.Value.String() == "true"
	}
	c.least = conflict.ParseConfidence(a.Flags.Lookup("confidence").Value.String())
	c.checks, _ = a.Flags.Lookup("checks").Value.(*analyzer.Checks)
	c.explains = isSet(explainFlag)
	c.related, c.trace = isSet(relatedFlag), isSet(traceFlag)
	c.patterns = fs.Args()
	if len(c.patterns) == 0 {
		c.patterns = []string{"./..."}
	}
	return c, c.check(fs)
}

// define defines the flags of the command itself.
func (c *command) define(fs *flag.FlagSet) {
	fs.Func("format", "", func(s string) error {
		c.format = s
		return output.Check(s)
	})
	fs.BoolFunc("json", "", func(s string) error {
		if on, err := strconv.ParseBool(s); err != nil || !on {
			return err
		}
		c.format = "json"
		return nil
	})
	fs.StringVar(&c.baseline, "baseline", "", "")
	fs.BoolVar(&c.write, "write-baseline", false, "")
	fs.StringVar(&c.newFrom, "new-from", "", "")
	fs.BoolVar(&c.fix, "fix", false, "")
	fs.BoolVar(&c.diff, "diff", false, "")
	if c.command == reportCommand {
		fs.Func("o", "", func(name string) error {
			c.files = append(c.files, name)
			return checkReportFile(name)
		})
	}
	fs.BoolVar(&c.version, "version", false, "")
	fs.BoolVar(&c.links, "link", true, "")
	fs.Func("tags", "", func(s string) error {
		c.build = append(c.build, "-tags="+s)
		return nil
	})
}

// check returns an error if flags contradict each other or follow the packages.
func (c *command) check(fs *flag.FlagSet) error {
	printsFindings := !c.fix && !c.write && c.format == "text"
	switch {
	case c.command == lspCommand && (!printsFindings || fs.NArg() > 0):
		return errors.New("lsp takes flags that say what to report, and no packages: an editor says which")
	case c.command == reportCommand && !printsFindings:
		return errors.New("report takes flags that say what to report, and -o with the file to write")
	case c.command == reportCommand && len(c.files) == 0:
		return errors.New("report needs -o with the file to write, .html or .json")
	case c.rules && (c.command != "" || !printsFindings):
		return errors.New("flag -explain=rules prints a table below the findings: it goes with -format=text alone")
	case c.diff && !c.fix:
		return errors.New("flag -diff needs -fix")
	case c.fix && c.format != "text":
		return fmt.Errorf("flags -fix and -format=%s exclude each other", c.format)
	case c.fix && c.write:
		return errors.New("flags -fix and -write-baseline exclude each other")
	case c.write && c.baseline == "":
		return errors.New("flag -write-baseline needs -baseline")
	case c.write && c.newFrom != "":
		return errors.New("flags -write-baseline and -new-from exclude each other: a baseline is of all findings")
	}
	for _, p := range c.patterns {
		if strings.HasPrefix(p, "-") {
			return fmt.Errorf("flag %s must come before the packages", p)
		}
	}
	return nil
}

// printHelp prints the usage, which fits on one screen.
func printHelp(w io.Writer, a *analysis.Analyzer) {
	fmt.Fprint(w, `usage: mapconcur [flags] [packages]

Mapconcur finds maps that goroutines share without synchronization.
"mapconcur report -o file" draws all shared maps as a page (.html) or as data
(.json); "mapconcur lsp" is a language server.

Flags:
  -fix [-diff]           apply the fixes that findings come with, or print what would change
  -baseline file         leave out the findings in a file; with -write-baseline, write them
  -new-from revision     leave out findings in lines that are as in that revision of git
  -format format         text, json (the schema of go vet; also -json), sarif or github
  -link                  join the packages of the module (default true)
  -tags list             build tags, separated by commas
  -version               print the version
`)
	a.Flags.VisitAll(func(f *flag.Flag) {
		if f.Name == inventoryFlag || f.Name == rulesFlag || f.Name == recordFlag {
			return // for the command's own use
		}
		value, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "  %-22s %s\n", strings.TrimSpace("-"+f.Name+" "+value), usage)
	})
	fmt.Fprint(w, `
Exit code: 0 nothing found, 1 findings, 2 something could not be analyzed.
As a vet tool: go vet -vettool=$(which mapconcur) [-mapconcur.flag] ./...
`)
}

// printVersion prints the version of the module and of the Go release that
// built the command.
func printVersion(w io.Writer) {
	fmt.Fprintf(w, "mapconcur %s %s\n", moduleVersion(), runtime.Version())
}
