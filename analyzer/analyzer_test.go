package analyzer_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/casetest"
)

// TestIdioms runs the analyzer over testdata/src: the safe idioms in ok must
// stay silent, the buggy ones in bad must be found where they say so, and
// limitations records what is known to be missed or wrong.
func TestIdioms(t *testing.T) {
	pkgs := idioms(t, "ok", "bad", "limitations")
	acts := casetest.Analyze(t, analyzer.New(analyzer.Config{Apart: true}), pkgs)
	for _, p := range pkgs {
		t.Run(p.ID, func(t *testing.T) { casetest.Check(t, acts[p]) })
	}
}

// TestPossible runs the analyzer over the cases of testdata/src/possible, which
// are reported on request and never by default.
func TestPossible(t *testing.T) {
	pkgs := idioms(t, "possible")
	possible := casetest.Analyze(t, analyzer.New(analyzer.Config{Confidence: "possible", Apart: true}), pkgs)
	byDefault := casetest.Analyze(t, analyzer.New(analyzer.Config{Apart: true}), pkgs)
	for _, p := range pkgs {
		t.Run(p.ID, func(t *testing.T) {
			casetest.Check(t, possible[p])
			if n := len(byDefault[p].Diagnostics); n > 0 {
				t.Errorf("%d reported by default:\n%s", n, casetest.Said(byDefault[p]))
			}
		})
	}
}

// idioms loads the packages of some directories below testdata/src.
func idioms(t *testing.T, kinds ...string) (out []*packages.Package) {
	t.Helper()
	root := filepath.Join("..", "testdata", "src")
	tree := casetest.NewTree(root, "", casetest.Exports("net/http", "testing", "sync/atomic", "container/list", "os/exec"))
	for _, kind := range kinds {
		dirs, err := filepath.Glob(filepath.Join(root, kind, "*"))
		if err != nil || len(dirs) == 0 {
			t.Fatal(kind, dirs, err)
		}
		for _, dir := range dirs {
			pkgs, err := tree.Load(kind + "/" + filepath.Base(dir))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, pkgs...)
		}
	}
	return out
}

// mustAbs returns an absolute path.
func mustAbs(t *testing.T, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// noFacts is a test that does not complain of facts, which analysistest would
// have every file name.
type noFacts struct{ *testing.T }

func (t noFacts) Errorf(format string, args ...any) {
	t.Helper()
	if !strings.Contains(fmt.Sprintf(format, args...), "unexpected fact") {
		t.T.Errorf(format, args...)
	}
}

// TestSuggestedFixes compares what the fixes make of the packages in
// testdata/src/fixes with the files beside them; refuse and uncovered have none.
func TestSuggestedFixes(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	analysistest.RunWithSuggestedFixes(noFacts{t}, testdata, analyzer.New(analyzer.Config{NoAlternatives: true, Apart: true}),
		"fixes/guard", "fixes/refuse", "fixes/declare", "fixes/clone", "fixes/upgrade", "fixes/rangekeys", "fixes/extend", "fixes/again", "fixes/owncopy", "fixes/frozen", "fixes/precedent", "fixes/atomic",
		"fixes/held", "fixes/together", "fixes/uncovered", "fixes/iterators")
}

// TestAlternatives compares what each of several fixes makes of a package.
func TestAlternatives(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	analysistest.RunWithSuggestedFixes(noFacts{t}, testdata, analyzer.New(analyzer.Config{Apart: true}), "fixes/syncmap")
}

// TestNotEdited offers no fix in files that nobody edits, nor one that would
// have to change files for other systems.
func TestNotEdited(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	results := analysistest.Run(noFacts{t}, testdata, analyzer.New(analyzer.Config{Apart: true}), "fixes/generated", "fixes/usescgo", "fixes/systems")
	for _, r := range results {
		if len(r.Diagnostics) == 0 {
			t.Errorf("%s: no finding", r.Pass.Pkg.Path())
		}
		for _, d := range r.Diagnostics {
			if len(d.SuggestedFixes) > 0 {
				t.Errorf("%s: fix for %q", r.Pass.Pkg.Path(), d.Message)
			}
		}
	}
}
