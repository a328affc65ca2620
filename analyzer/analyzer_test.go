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
	analysistest.Run(noFacts{t}, testdata, analyzer.New(analyzer.Config{}), pkgs...)
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
	analysistest.RunWithSuggestedFixes(noFacts{t}, testdata, analyzer.New(analyzer.Config{}),
		"fixes/guard", "fixes/refuse", "fixes/declare", "fixes/clone", "fixes/upgrade")
}

// TestOneFix withholds a fix that changes another file than the finding's, for
// drivers which apply a part of it, and offers one fix at most.
func TestOneFix(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	for _, one := range []bool{false, true} {
		results := analysistest.Run(noFacts{t}, testdata, analyzer.New(analyzer.Config{OneFix: one}), "fixes/twofiles")
		fixes := 0
		for _, d := range results[0].Diagnostics {
			if fixes += len(d.SuggestedFixes); len(d.SuggestedFixes) > 1 {
				t.Errorf("%s: %d fixes", d.Message, len(d.SuggestedFixes))
			}
		}
		if want := map[bool]int{false: 2, true: 1}[one]; fixes != want {
			t.Errorf("OneFix %v: %d fixes, want %d", one, fixes, want)
		}
	}
}

// TestNotEdited offers no fix in files that nobody edits, nor one that would
// have to change files for other systems.
func TestNotEdited(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	results := analysistest.Run(noFacts{t}, testdata, analyzer.New(analyzer.Config{}), "fixes/generated", "fixes/usescgo", "fixes/systems")
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
