package plugin

import (
	"encoding/json"
	"fmt"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

func TestSettings(t *testing.T) {
	if _, err := register.GetPlugin("mapconcur"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		conf map[string]any
		err  string
	}{
		{nil, ""},
		{map[string]any{"checks": []string{"-lock-leak", "+lock-leak"}, "confidence": "possible", "fixes": false}, ""},
		{map[string]any{"checks": []string{"none"}}, `checks: unknown check "none"; known are all, write-write`},
		{map[string]any{"confidence": "sure"}, `confidence "sure": want one of proved, likely, possible`},
		{map[string]any{"check": []string{}}, `unknown field "check"`},
		{map[string]any{"fixes": "yes"}, "fixes"},
	} {
		l, err := New(test.conf)
		if test.err == "" {
			if err != nil {
				t.Errorf("%v: %v", test.conf, err)
			} else if as, err := l.BuildAnalyzers(); err != nil || len(as) != 1 || as[0].Name != "mapconcur" {
				t.Errorf("%v: analyzers %v, %v", test.conf, as, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("%v: error %v, want %s", test.conf, err, test.err)
		}
	}
}

func TestFixFilter(t *testing.T) {
	fset := token.NewFileSet()
	a, b := fset.AddFile("a.go", -1, 100), fset.AddFile("b.go", -1, 100)
	edit := func(f *token.File, from, to int, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: f.Pos(from), End: f.Pos(to), NewText: []byte(text)}
	}
	fix := func(edits ...analysis.TextEdit) analysis.SuggestedFix {
		return analysis.SuggestedFix{TextEdits: edits}
	}
	insert := edit(a, 5, 5, "import \"sync\"\n")
	noEnd := insert
	noEnd.End = token.NoPos
	f := fixFilter{fset: fset}
	for _, test := range []struct {
		name  string
		fixes []analysis.SuggestedFix
		want  int
	}{
		{"no fix", nil, 0},
		{"alternatives", []analysis.SuggestedFix{fix(insert, edit(a, 20, 22, "x")), fix(edit(a, 30, 31, "y"))}, 1},
		{"two files", []analysis.SuggestedFix{fix(edit(a, 50, 50, "x"), edit(b, 1, 1, "x"))}, 0},
		{"two insertions at one place", []analysis.SuggestedFix{fix(edit(a, 60, 60, "x"), edit(a, 60, 60, "y"))}, 0},
		{"the same insertion", []analysis.SuggestedFix{fix(noEnd, edit(a, 40, 41, "z"))}, 1},
		{"another insertion there", []analysis.SuggestedFix{fix(edit(a, 5, 5, "var mu sync.Mutex\n"))}, 0},
		{"overlap", []analysis.SuggestedFix{fix(edit(a, 21, 25, "q"))}, 0},
		{"adjacent", []analysis.SuggestedFix{fix(edit(a, 22, 25, "q"))}, 1},
	} {
		got := f.choose(analysis.Diagnostic{Pos: a.Pos(10), SuggestedFixes: test.fixes})
		if len(got) != test.want {
			t.Errorf("%s: %d fixes, want %d", test.name, len(got), test.want)
		}
	}
	f.none = true
	if got := f.choose(analysis.Diagnostic{Pos: a.Pos(10), SuggestedFixes: []analysis.SuggestedFix{fix(edit(a, 90, 91, "x"))}}); got != nil {
		t.Errorf("fixes switched off: got %v", got)
	}
}

// TestWithinFile offers the fix of a finding only if it changes no other file.
func TestWithinFile(t *testing.T) {
	testdata, err := filepath.Abs(filepath.Join("..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	as, err := l.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range analysistest.Run(noFacts{t}, testdata, as[0], "fixes/twofiles") {
		for _, d := range r.Diagnostics {
			if within := strings.Contains(d.Message, "seen"); within != (len(d.SuggestedFixes) == 1) {
				t.Errorf("%s: %d fixes", d.Message, len(d.SuggestedFixes))
			}
		}
	}
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

// FuzzSettings reads settings that nobody would write.
func FuzzSettings(f *testing.F) {
	for _, conf := range []string{`null`, `{"checks": ["all", "-lock-leak"], "confidence": "proved", "fixes": false}`, `{"checks": [""]}`, `{"fixes": null}`, `[]`, `{"checks": "all"}`} {
		f.Add([]byte(conf))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var conf any
		if json.Unmarshal(data, &conf) != nil {
			t.Skip()
		}
		l, err := New(conf)
		if err != nil {
			return
		}
		if as, err := l.BuildAnalyzers(); err != nil || len(as) != 1 {
			t.Errorf("analyzers %v, %v", as, err)
		}
	})
}
