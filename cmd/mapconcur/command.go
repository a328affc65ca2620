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
	"github.com/mapconcur/mapconcur/internal/page"
)

// parseCommand parses the command line. It also checks the flags of the analyzer, so that
// an error names them as the user wrote them.
func parseCommand(a *analysis.Analyzer, args []string) (*command, error) {
	c := &command{analyzer: a.Name, url: a.URL, printing: printing{format: "text"}}
	if len(args) > 0 && args[0] == helpCommand {
		return c, c.setTopic(args[1:])
	}
	if len(args) > 0 && (args[0] == lspCommand || args[0] == reportCommand) {
		c.command, args = args[0], args[1:]
	}
	fs := c.flagSet(a)
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		c.help = true
		return c, nil
	case err != nil:
		return c, err
	}
	c.fix = c.fix || c.diff
	value := func(name string) flag.Value {
		if f := a.Flags.Lookup(name); f != nil {
			return f.Value
		}
		return nil
	}
	isSet := func(name string) bool {
		v := value(name)
		return v != nil && v.String() == "true"
	}
	if v := value("confidence"); v != nil {
		c.least = conflict.ParseConfidence(v.String())
	}
	c.checks, _ = value("checks").(*analyzer.Checks)
	c.explains = isSet(explainFlag)
	c.related, c.trace = isSet(relatedFlag), isSet(traceFlag)
	c.patterns = fs.Args()
	if len(c.patterns) == 0 {
		c.patterns = []string{"./..."}
	}
	return c, c.check(fs)
}

// flagSet returns the flags of the command and of the analyzer.
func (c *command) flagSet(a *analysis.Analyzer) *flag.FlagSet {
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
			fs.Var(&explained{passed, &c.rules}, f.Name, f.Usage)
		} else {
			fs.Var(&passed, f.Name, f.Usage)
		}
	})
	return fs
}

// define defines the flags of the command itself.
func (c *command) define(fs *flag.FlagSet) {
	fs.Func("format", "print the findings as `name`: text, json (the schema of go vet), sarif or github", func(s string) error {
		c.format = s
		return output.Check(s)
	})
	fs.BoolFunc("json", "the same as -format=json", func(s string) error {
		if on, err := strconv.ParseBool(s); err != nil || !on {
			return err
		}
		c.format = "json"
		return nil
	})
	fs.StringVar(&c.baseline, "baseline", "", "leave out the findings that a `file` holds")
	fs.BoolVar(&c.write, "write-baseline", false, "write the findings to the -baseline file, and report none")
	fs.StringVar(&c.newFrom, "new-from", "", "leave out findings in lines that are as in that `revision` of git")
	fs.BoolVar(&c.fix, "fix", false, "repair the findings that have a safe repair")
	fs.BoolVar(&c.diff, "diff", false, "print what -fix would change, and change nothing")
	if c.command == reportCommand {
		c.definePaging(fs)
	}
	fs.BoolVar(&c.version, "version", false, "print the version")
	fs.BoolVar(&c.links, "link", true, "join what is known of all packages of the module (default true)")
	fs.StringVar(&c.chdir, "C", "", "change to `dir` before anything else is done")
	fs.Func("tags", "build tags: a `list` separated by commas", func(s string) error {
		c.build = append(c.build, "-tags="+s)
		return nil
	})
}

// check returns an error if flags contradict each other or follow the packages.
func (c *command) check(fs *flag.FlagSet) error {
	if err := c.checkTaken(fs); err != nil {
		return err
	}
	printsFindings := !c.fix && !c.write && c.format == "text"
	switch {
	case c.command == lspCommand && fs.NArg() > 0:
		return errors.New("lsp takes no packages: an editor says which")
	case c.command == reportCommand && len(c.files) == 0:
		return errors.New("report needs -o with the file to write, .html or .json")
	case c.command == reportCommand && c.commit == "" && page.SourceURL{Template: c.sourceURL}.NeedsCommit():
		return errors.New("flag -source-url has {commit}, but -commit is empty")
	case c.rules && !printsFindings:
		return errors.New("flag -explain=rules prints a table below the findings: it goes with -format=text alone")
	case c.fix && c.format != "text":
		return fmt.Errorf("flags -fix or -diff and -format=%s exclude each other", c.format)
	case c.fix && c.write:
		return errors.New("flags -fix or -diff and -write-baseline exclude each other")
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

// printVersion prints the version of the module and of the Go release that
// built the command.
func printVersion(w io.Writer) {
	fmt.Fprintf(w, "mapconcur %s %s\n", moduleVersion(), runtime.Version())
}
