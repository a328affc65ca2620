package analyzer_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestIdioms runs the analyzer over testdata/src: the safe idioms in ok must
// stay silent, the buggy ones in bad must be found where they say so, and
// limitations records what is known to be missed or wrong.
func TestIdioms(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	var pkgs []string // in one run: the standard library is loaded once
	for _, kind := range []string{"ok", "bad", "limitations"} {
		dirs, err := filepath.Glob(filepath.Join(testdata, "src", kind, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range dirs {
			pkgs = append(pkgs, kind+"/"+filepath.Base(dir))
		}
	}
	analysistest.Run(noFacts{t}, testdata, analyzer.New(analyzer.Config{Apart: true}), pkgs...)
}

// TestPossible runs the analyzer over the cases of testdata/src/possible, which
// are reported on request and never by default.
func TestPossible(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	dirs, err := filepath.Glob(filepath.Join(testdata, "src", "possible", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatal(dirs, err)
	}
	for _, dir := range dirs {
		pkg := "possible/" + filepath.Base(dir)
		analysistest.Run(noFacts{t}, testdata, analyzer.New(analyzer.Config{Confidence: "possible", Apart: true}), pkg)
		for _, res := range analysistest.Run(mute{t}, testdata, analyzer.New(analyzer.Config{}), pkg) {
			for _, d := range res.Diagnostics {
				t.Errorf("%s: reported by default: %s", pkg, d.Message)
			}
		}
	}
}

// mute is a test that does not complain.
type mute struct{ *testing.T }

func (mute) Errorf(string, ...any) {}

// noFacts is a test that does not complain of facts, which analysistest would
// have every file name.
type noFacts struct{ *testing.T }

func (t noFacts) Errorf(format string, args ...any) {
	t.Helper()
	if !strings.Contains(fmt.Sprintf(format, args...), "unexpected fact") {
		t.T.Errorf(format, args...)
	}
}

func mustAbs(t *testing.T, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// TestSuggestedFixes compares what the fixes make of the packages in
// testdata/src/fixes with the files beside them; refuse has none.
func TestSuggestedFixes(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	analysistest.RunWithSuggestedFixes(noFacts{t}, testdata, analyzer.New(analyzer.Config{NoAlternatives: true, Apart: true}),
		"fixes/guard", "fixes/refuse", "fixes/declare", "fixes/clone", "fixes/upgrade", "fixes/rangekeys", "fixes/extend", "fixes/again", "fixes/owncopy", "fixes/frozen", "fixes/precedent", "fixes/atomic")
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
