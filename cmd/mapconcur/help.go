package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/checkdoc"
	"github.com/mapconcur/mapconcur/internal/conflict"
)

// A flagGroup is flags that the help prints together.
type flagGroup struct {
	title    string
	commands []string // that take them: findingsCommand, lspCommand, reportCommand
	flags    []string
}

// flagGroups returns the flags in the order in which the help prints them. A flag that is in
// no group is taken by every command.
func flagGroups() []flagGroup {
	all := []string{findingsCommand, reportCommand, lspCommand}
	return []flagGroup{
		{"Output", []string{reportCommand}, []string{"o", "against", "source-url", "commit", "date"}},
		{"What to report", all, []string{"checks", "confidence", "tests", "baseline", "new-from"}},
		{"What to report", []string{findingsCommand, reportCommand}, []string{"apart"}},
		{"What to report", []string{findingsCommand}, []string{"write-baseline"}},
		{"How to print it", []string{findingsCommand}, []string{"format", "json", "trace", "related", "explain"}},
		{"Repairs", []string{findingsCommand}, []string{"fix", "diff", "fixes"}},
		{"Packages", all, []string{"C", "tags"}},
		{"Help", []string{findingsCommand}, []string{"help", "version"}},
	}
}

// isHidden reports whether a flag of the analyzer is for the use of the command itself.
func isHidden(f *flag.Flag) bool {
	return f.Name == inventoryFlag || f.Name == rulesFlag || f.Name == recordFlag
}

// takes reports whether a command takes a flag.
func takes(command, name string) bool {
	for _, g := range flagGroups() {
		if slices.Contains(g.flags, name) {
			return slices.Contains(g.commands, command)
		}
	}
	return true
}

// checkTaken returns an error if a flag on the command line is one that the command does not
// take.
func (c *command) checkTaken(fs *flag.FlagSet) (err error) {
	fs.Visit(func(f *flag.Flag) {
		if err == nil && !takes(c.command, f.Name) {
			err = fmt.Errorf("%s does not take flag -%s", c.command, f.Name)
		}
	})
	return err
}

// setTopic sets what the help is about, from the arguments of the help command.
func (c *command) setTopic(args []string) error {
	c.help = true
	if len(args) > 1 {
		return fmt.Errorf("help takes one topic, not %d", len(args))
	}
	for _, topic := range args {
		switch _, ok := checkdoc.Of(topic); {
		case topic == c.analyzer: // the name that go vet gives to all flags
		case topic == lspCommand || topic == reportCommand:
			c.command = topic
		case ok:
			c.topic = topic
		default:
			return fmt.Errorf("no help for %q; topics are %s, %s, and the categories %s", topic, reportCommand, lspCommand, strings.Join(categories(), ", "))
		}
	}
	return nil
}

func categories() (out []string) {
	for _, c := range conflict.Categories() {
		out = append(out, string(c.ID))
	}
	return out
}

// printHelp prints the help that was asked for, with the flags of the command.
func (c *command) printHelp(w io.Writer, fs *flag.FlagSet) {
	if d, ok := checkdoc.Of(c.topic); ok {
		fmt.Fprint(w, d.Text())
		return
	}
	var head, foot string
	switch c.command {
	case lspCommand:
		head, foot = lspHead, ""
	case reportCommand:
		head, foot = reportHead, reportFoot
	default:
		head, foot = findingsHead, findingsFoot+categoryList()
	}
	fmt.Fprint(w, head)
	c.printFlags(w, fs)
	fmt.Fprint(w, foot)
}

const findingsHead = `usage: mapconcur [flags] [packages]
       mapconcur report -o file [flags] [packages]
       mapconcur lsp [flags]
       mapconcur help [report | lsp | category]

Mapconcur finds maps that goroutines share without synchronization. "report"
draws all shared maps, "lsp" is a language server for editors, "help" explains
a command or a category of findings.

Packages are named as for "go build". The default is ./..., which means the
current directory and all directories below it.
`

const findingsFoot = `
Exit code: 0 nothing found, or -fix has repaired everything; 1 findings;
2 something could not be analyzed, or a flag is wrong.

As a vet tool: go vet -vettool=$(which mapconcur) [-mapconcur.flag] ./...
It takes the flags checks, confidence, tests, apart, trace, related, explain
and fixes, in the form -mapconcur.checks=lock-leak.
`

const reportHead = `usage: mapconcur report -o file [flags] [packages]

Report writes all shared maps, with their guards, their accesses and the
findings, as a page (file.html) or as data (file.json). The default for
packages is ./..., the current directory and all directories below it.

With -against it also says which findings are new, which are repaired, and how
the figures have changed. A CODEOWNERS file of the repository says who owns the
files with findings.
`

const reportFoot = `
Exit code: 0 the report is written, whatever it says; 2 something could not be
analyzed, or a flag is wrong.
`

const lspHead = `usage: mapconcur lsp [flags]

Lsp runs a language server on standard input and output. An editor starts it,
beside gopls: docs/editors.md shows how. It analyzes the module of a Go file
when the file is opened or saved, and offers the repairs as quick fixes.
`

// categoryList lists the categories, with what each reports.
func categoryList() string {
	var b strings.Builder
	b.WriteString("\nCategories, for -checks and for \"mapconcur help category\":\n")
	for _, c := range conflict.Categories() {
		fmt.Fprintf(&b, "  %-14s %s\n", c.ID, c.Title)
	}
	return b.String()
}

// printFlags prints the flags that the command takes, in groups.
func (c *command) printFlags(w io.Writer, fs *flag.FlagSet) {
	fs.Bool("help", false, "print this")
	title := ""
	printed := map[string]bool{}
	line := func(group, name string) {
		f := fs.Lookup(name)
		if f == nil || printed[name] || f.Usage == "" {
			return
		}
		if title != group {
			title = group
			fmt.Fprintf(w, "\n%s:\n", title)
		}
		printed[name] = true
		value, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "  %-22s %s\n", strings.TrimSpace("-"+name+" "+value), usage)
	}
	for _, g := range flagGroups() {
		for _, name := range g.flags {
			if slices.Contains(g.commands, c.command) {
				line(g.title, name)
			}
		}
	}
	fs.VisitAll(func(f *flag.Flag) {
		if !isHidden(f) && takes(c.command, f.Name) {
			line("Other", f.Name)
		}
	})
}

// usageHint returns the line below an error of the command line.
func (c *command) usageHint() string {
	if c.command == findingsCommand {
		return "Run 'mapconcur help' for usage."
	}
	return "Run 'mapconcur help " + c.command + "' for usage."
}

// commandHint returns a message for somebody who has mistyped a command: the first pattern is
// a word that could be one, and the run has failed.
func (c *command) commandHint() string {
	word := c.patterns[0]
	if strings.ContainsAny(word, "./*\\") || len(c.patterns) > 1 {
		return ""
	}
	return fmt.Sprintf("mapconcur: %q is taken for a package, since it is none of the commands report, lsp and help; a directory is ./%s\n", word, word)
}
