package casetest

import (
	"fmt"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// Analyze runs an analyzer over packages and over those that they import from
// source, and returns what it did for each package.
func Analyze(tb testing.TB, a *analysis.Analyzer, pkgs []*packages.Package) map[*packages.Package]*checker.Action {
	tb.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		tb.Fatal(err)
	}
	out := map[*packages.Package]*checker.Action{}
	for _, act := range graph.Roots {
		if act.Err != nil {
			tb.Errorf("%s: %v", act.Package, act.Err)
		}
		out[act.Package] = act
	}
	return out
}

// Require runs the analyzers that the analyzer of a pass requires, for tests that make
// a pass by hand, and stores their results in the pass.
func Require(pass *analysis.Pass) error {
	results := map[*analysis.Analyzer]any{}
	for _, required := range pass.Analyzer.Requires {
		sub := *pass
		sub.Analyzer = required
		if err := Require(&sub); err != nil {
			return err
		}
		result, err := required.Run(&sub)
		if err != nil {
			return err
		}
		results[required] = result
	}
	pass.ResultOf = results
	return nil
}

// Said lists diagnostics, one a line, for the message of a test that fails.
func Said(act *checker.Action) string {
	var b strings.Builder
	for _, d := range act.Diagnostics {
		fmt.Fprintf(&b, "%s: %s (%s)\n", short(act.Package.Fset.Position(d.Pos)), d.Message, d.Category)
	}
	if b.Len() == 0 {
		return "nothing\n"
	}
	return b.String()
}

// Check compares the diagnostics in a package with its comments of the form
//
//	// want "regexp" `regexp`
//
// which analysistest reads too: one expression for each diagnostic in the line.
func Check(tb testing.TB, act *checker.Action) {
	tb.Helper()
	wanted := wants(tb, act.Package)
	ok := true
	for _, d := range act.Diagnostics {
		at := short(act.Package.Fset.Position(d.Pos))
		line := lineOf(at)
		if !wanted.take(line, d.Message) {
			ok = false
			tb.Errorf("%s: not wanted: %s (%s)", at, d.Message, d.Category)
		}
	}
	for line, list := range wanted {
		for _, rx := range list {
			ok = false
			tb.Errorf("%s: nothing said like %#q", line, rx)
		}
	}
	if !ok {
		tb.Logf("said in %s:\n%s", act.Package.ID, Said(act))
	}
}

// wanted holds the expressions that are not met yet, by file and line.
type wanted map[string][]*regexp.Regexp

func (w wanted) take(line, message string) bool {
	for i, rx := range w[line] {
		if rx.MatchString(message) {
			w[line] = append(w[line][:i:i], w[line][i+1:]...)
			return true
		}
	}
	return false
}

var (
	wantComment = regexp.MustCompile(`// want ((?:"(?:[^"\\]|\\.)*"|` + "`[^`]*`" + `|\s)+)`)
	wantString  = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|` + "`[^`]*`")
)

// wants reads the comments of a package.
func wants(tb testing.TB, p *packages.Package) wanted {
	out := wanted{}
	for _, f := range p.Syntax {
		for _, group := range f.Comments {
			for _, c := range group.List {
				out.add(tb, lineOf(short(p.Fset.Position(c.Pos()))), c.Text)
			}
		}
	}
	return out
}

// add adds the expressions in the comment of a line.
func (w wanted) add(tb testing.TB, line, comment string) {
	m := wantComment.FindStringSubmatch(comment)
	if m == nil {
		return
	}
	for _, quoted := range wantString.FindAllString(m[1], -1) {
		text, err := strconv.Unquote(quoted)
		if err != nil {
			tb.Fatalf("%s: %s: %v", line, quoted, err)
		}
		w[line] = append(w[line], regexp.MustCompile(text))
	}
}

// short leaves out the directory of a position.
func short(p token.Position) token.Position {
	p.Filename = filepath.Base(p.Filename)
	return p
}

// lineOf leaves out the column of a position.
func lineOf(p token.Position) string { return fmt.Sprintf("%s:%d", p.Filename, p.Line) }
