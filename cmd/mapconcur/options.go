package main

import (
	"flag"
	"runtime/debug"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/owners"
	"github.com/mapconcur/mapconcur/internal/page"
)

// A command is the parsed command line of the stand-alone command.
type command struct {
	command  string // findingsCommand, lspCommand or reportCommand
	analyzer string // name of the analyzer
	url      string // of its documentation
	progress func(text string)
	help     bool
	topic    string // of the help: a category, or ""
	version  bool
	paging
	printing
	known
	fixing
	goCommand
}

// printing says how findings are printed.
type printing struct {
	format  string
	related bool // print the positions of the other accesses
	trace   bool // print the paths to the accesses
	rules   bool // print how often each rule applied
}

// paging says what reportCommand writes.
type paging struct {
	files     []string // to write
	date      string   // to show, "" for none
	commit    string   // to show: headCommit for that of git, "" for none
	sourceURL string   // template of the links to the source, "" for none
	against   string   // file of the earlier report to compare with, "" for none
	before    *page.Earlier
	source    source
}

// A source is the repository that a report is of.
type source struct {
	root     string // the top directory, where files are owned and linked from
	commit   string
	modified bool
	owners   owners.File
}

// headCommit stands for the commit that git has checked out.
const headCommit = "HEAD"

// known says which findings are left out since they are not new.
type known struct {
	baseline string // name of the baseline file
	write    bool   // write the baseline file
	newFrom  string // a revision of git
}

// fixing says what happens to fixes.
type fixing struct {
	fix  bool // apply them
	diff bool // print what they change instead; implies fix
}

// goCommand is what go list and go vet are given.
type goCommand struct {
	chdir    string   // where the process runs, "" for the current directory
	dir      string   // where the go command runs, "" for the current directory
	build    []string // build flags
	flags    []string // the analyzer's flags, for go vet
	explains bool     // say what is withdrawn, and why
	checks   *analyzer.Checks
	links    bool                // join the packages of the module
	least    conflict.Confidence // the least certainty that is reported
	patterns []string
}

// The commands.
const (
	findingsCommand = ""       // reports findings
	lspCommand      = "lsp"    // a language server
	reportCommand   = "report" // a page of all shared maps
	helpCommand     = "help"
)

// relatedFlag is the name of the analyzer flag for the positions of other accesses. The
// command always sets it, so that all formats share the output in go vet's cache.
const relatedFlag = "related"

// traceFlag is the name of the analyzer flag for the paths to the accesses, which the command
// always sets too.
const traceFlag = "trace"

// fixesFlag is the name of the analyzer flag for suggested fixes.
const fixesFlag = "fixes"

// apartFlag is the name of the analyzer flag that reports each access of a cause separately.
const apartFlag = "apart"

// inventoryFlag is the name of the analyzer flag for the inventory of shared maps.
const inventoryFlag = "inventory"

// The names of the analyzer flags that explain findings: as text, and as counts of rules.
const (
	explainFlag = "explain"
	rulesFlag   = "rules"
)

// passOn returns an analyzer flag with its value in the form that go vet accepts.
func passOn(analyzer, name, value string) string {
	return "-" + analyzer + "." + name + "=" + value
}

// A passedFlag is a flag of the analyzer that the command passes on as the user wrote it,
// after the analyzer has checked it.
type passedFlag struct {
	flag.Value
	pass func(string)
}

// Set checks the value and passes it on.
func (f *passedFlag) Set(s string) error {
	if err := f.Value.Set(s); err != nil {
		return err
	}
	f.pass(s)
	return nil
}

// IsBoolFlag reports whether the flag needs no value.
func (f *passedFlag) IsBoolFlag() bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// moduleVersion returns the version of the module.
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}
