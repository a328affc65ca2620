package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/link"
)

// The exit codes of the stand-alone command.
const (
	exitClean    = 0 // no findings
	exitFindings = 1 // some findings
	exitFailed   = 2 // something could not be analyzed
)

// standalone runs the command line args and returns the exit code.
func standalone(a *analysis.Analyzer, args []string, stdout, stderr io.Writer) int {
	c, err := parseCommand(a, args)
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "mapconcur: %v\n%s\n", err, c.usageHint())
		return exitFailed
	case c.help:
		c.printHelp(stdout, c.flagSet(a))
		return exitClean
	case c.version:
		printVersion(stdout)
		return exitClean
	}
	if c.chdir != "" {
		if err := os.Chdir(c.chdir); err != nil {
			fmt.Fprintf(stderr, "mapconcur: flag -C: %v\n", err)
			return exitFailed
		}
	}
	if c.command == lspCommand {
		c.serve(os.Stdin, stdout)
		return exitClean
	}
	if err := c.prepareReport(); err != nil {
		fmt.Fprintf(stderr, "mapconcur: %v\n", err)
		return exitFailed
	}
	stop := c.showProgress(stderr)
	r, err := c.analyze(context.Background())
	stop()
	if err != nil {
		fmt.Fprintf(stderr, "mapconcur: %v\n", err)
		return exitFailed
	}
	for _, m := range r.messages {
		fmt.Fprintln(stderr, m)
	}
	if r.failed {
		fmt.Fprint(stderr, c.commandHint())
	}
	err = c.filter(r, stderr)
	if err == nil && c.command == reportCommand {
		stop := c.showProgress(stderr)
		err = c.writeReports(r)
		stop()
		r.findings = nil // the report has them
	}
	if err == nil && c.fix {
		r.findings, err = c.repair(stdout, stderr, r.findings)
	}
	if err == nil && !c.diff {
		err = c.print(stdout, r)
	}
	if err == nil && c.rules {
		err = printRules(stdout, r.rules)
	}
	if err != nil {
		fmt.Fprintf(stderr, "mapconcur: %v\n", err)
		return exitFailed
	}
	switch {
	case r.failed:
		return exitFailed
	case len(r.findings) > 0:
		return exitFindings
	}
	return exitClean
}

// analyze lists the packages and has go vet analyze them.
func (c *command) analyze(ctx context.Context) (*result, error) {
	c.tell("listing packages")
	listed, err := c.list(ctx)
	if err != nil {
		return nil, err
	}
	r := &result{messages: listed.messages, failed: listed.failed, analyzed: map[string]bool{}, maps: map[string][]inventory.Map{}, certain: map[link.At]string{}}
	for _, u := range listed.ids {
		r.analyzed[u.path] = true
	}
	if len(listed.patterns) > 0 {
		err = c.vet(ctx, listed, r)
	}
	// Go vet prints messages in the order in which packages are done, which changes from
	// run to run, and repeats some messages of go list.
	slices.Sort(r.messages)
	r.messages = slices.Compact(r.messages)
	return r, err
}

// vet runs go vet on what was listed and adds its result to r.
func (c *command) vet(ctx context.Context, listed *listing, r *result) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	report := reportOwn
	if listed.foreign {
		report = reportAll
	}
	args := []string{"vet", "-json", "-vettool=" + self}
	args = append(args, c.build...)
	args = append(args, passOn(c.analyzer, reportFlag, report))
	args = append(args, passOn(c.analyzer, fixesFlag, strconv.FormatBool(c.showsFixes())))
	args = append(args, c.flags...)
	args = append(args, passOn(c.analyzer, relatedFlag, "true"), passOn(c.analyzer, traceFlag, "true"))
	if c.command == reportCommand {
		args = append(args, passOn(c.analyzer, inventoryFlag, "true"))
	}
	if c.command == lspCommand || c.fix { // editors mark each access, and -fix fixes each
		args = append(args, passOn(c.analyzer, apartFlag, "true"))
	}
	if c.rules {
		args = append(args, passOn(c.analyzer, rulesFlag, "true"))
	}
	if c.links {
		args = append(args, passOn(c.analyzer, recordFlag, "true"))
	}
	c.tell("analyzing " + plural(len(listed.ids), "package"))
	stdout, stderr, err := c.runGo(ctx, append(args, listed.patterns...), c.count(listed))
	if err != nil {
		r.failed = true
		if len(stderr) == 0 {
			return err
		}
	}
	// Before Go 1.26, go vet prints the JSON to standard error, among the messages.
	var s stream
	s.read(stdout)
	s.read(stderr)
	r.messages = append(r.messages, s.messages...)
	if err := r.add(c.analyzer, listed.ids, s.objects); err != nil || !c.links {
		return err
	}
	c.link(listed, r)
	return nil
}

// count returns a function that is called for each package that go vet has analyzed, and
// shows their number. Dependencies count too, so that the number may reach the total
// before all packages of the command line are done.
func (c *command) count(listed *listing) func() {
	var done atomic.Int32
	return func() {
		if n, all := int(done.Add(1)), len(listed.ids); n <= all {
			c.tell(fmt.Sprintf("%d of %s analyzed", n, plural(all, "package")))
		}
	}
}

// showsFixes reports whether the output shows or applies suggested fixes.
func (c *command) showsFixes() bool {
	return c.fix || c.command != "" || c.format == "json" || c.format == "sarif"
}

// runGo runs the go command, and calls object, if it is set, each time when the go command
// begins to print a JSON object. It returns an error if the go command cannot be run or
// fails.
func (c *command) runGo(ctx context.Context, args []string, object func()) (stdout, stderr []byte, err error) {
	out, errs := objects{begun: object}, objects{begun: object}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = c.dir
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // lets it end its child processes
	cmd.WaitDelay = 3 * time.Second
	if err := cmd.Run(); err != nil {
		return out.buf.Bytes(), errs.buf.Bytes(), fmt.Errorf("go %s: %w", args[0], err)
	}
	return out.buf.Bytes(), errs.buf.Bytes(), nil
}

// objects is a buffer that calls begun, if it is set, for each line that begins a JSON
// object.
type objects struct {
	buf   bytes.Buffer // not embedded: io.Copy would call its ReadFrom in place of Write
	begun func()
}

// Write implements io.Writer.
func (o *objects) Write(p []byte) (int, error) {
	before := byte('\n')
	if data := o.buf.Bytes(); len(data) > 0 {
		before = data[len(data)-1]
	}
	for _, b := range p {
		if b == '{' && before == '\n' && o.begun != nil {
			o.begun()
		}
		before = b
	}
	return o.buf.Write(p)
}
