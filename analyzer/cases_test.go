package analyzer_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/casetest"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/link"
)

// TestCases analyses the programs of testdata/cases, each in a bad form, which must
// be found at a line that its comment wants, and in an ok one, which must stay
// silent. Those that waiting.txt lists are not right on both sides yet.
func TestCases(t *testing.T) {
	cases, waiting := readCases(t), readWaiting(t)
	var pkgs []*packages.Package
	for _, c := range cases {
		pkgs = slices.Concat(pkgs, c.bad, c.ok)
	}
	acts := casetest.Analyze(t, analyzer.New(analyzer.Config{NoFixes: true, Link: true}), pkgs)
	found, silent := 0, 0
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		bad, ok := said(acts, c.bad), said(acts, c.ok)
		hit := c.finds(bad)
		if hit {
			found++
		}
		if len(ok) == 0 {
			silent++
		}
		t.Run(name, func(t *testing.T) {
			right, work := hit && len(ok) == 0, waiting[name]
			switch {
			case right && work != "":
				t.Errorf("is right: take it out of waiting.txt, where it waits for %s", work)
			case !right && work == "":
				t.Errorf("bad wants one of %q, and has\n%s\nok has\n%s", c.wants, strings.Join(bad, "\n"), strings.Join(ok, "\n"))
			}
		})
	}
	for name, work := range waiting {
		if _, ok := cases[name]; !ok {
			t.Errorf("%s waits for %s: no such case", name, work)
		}
	}
	t.Logf("%d cases: %d found, %d silent", len(cases), found, silent)
}

// A sides is a case: the packages of its modules, and what its comment wants.
type sides struct {
	bad, ok []*packages.Package
	wants   []string // "bad/FILE.go:LINE", "any" or "one"
}

var wantLine = regexp.MustCompile(`(?m)^want: *(\S+)$`)

// readCases loads the cases by their names.
func readCases(t *testing.T) map[string]sides {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "testdata", "cases", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	std := casetest.Exports("net/http", "context", "sync/atomic", "log/slog", "os/exec", "maps")
	out := map[string]sides{}
	for _, file := range names {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		dir, name := t.TempDir(), strings.TrimSuffix(filepath.Base(file), ".txtar")
		files, err := txtar.FS(archive)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(dir, files); err != nil {
			t.Fatal(err)
		}
		c := sides{}
		for _, m := range wantLine.FindAllStringSubmatch(string(archive.Comment), -1) {
			c.wants = append(c.wants, m[1])
		}
		if len(c.wants) == 0 {
			t.Errorf("%s wants nothing", name)
		}
		for side, pkgs := range map[string]*[]*packages.Package{"bad": &c.bad, "ok": &c.ok} {
			module := &packages.Module{Path: "example.org/" + name + "/" + side, Dir: filepath.Join(dir, side), GoVersion: "1.25"}
			tree := casetest.NewTree(module.Dir, module.Path, std)
			tree.Module = module
			for _, path := range tree.Paths(t) {
				p, err := tree.Load(path)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				*pkgs = append(*pkgs, p[len(p)-1]) // that with the tests
			}
		}
		out[name] = c
	}
	return out
}

// readWaiting returns the cases that wait, and for what.
func readWaiting(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "testdata", "cases", "waiting.txt"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		name, work, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			t.Errorf("%s waits for nothing", name)
		}
		out[name] = strings.TrimSpace(work)
	}
	return out
}

// said returns what the command says of the packages of a module, as "bad/FILE.go:LINE: words".
func said(acts map[*packages.Package]*checker.Action, pkgs []*packages.Package) (out []string) {
	base := filepath.Dir(pkgs[0].Module.Dir) + string(filepath.Separator)
	say := func(posn, words string) {
		file, line, _ := strings.Cut(filepath.ToSlash(strings.TrimPrefix(posn, base)), ":")
		line, _, _ = strings.Cut(line, ":")
		out = append(out, fmt.Sprintf("%s:%s: %s", file, line, words))
	}
	module := linked(acts, pkgs)
	verdicts := module.Verdicts(conflict.Likely)
	for _, p := range pkgs {
		for _, d := range acts[p].Diagnostics {
			posn := p.Fset.Position(d.Pos).String()
			if d.Category != analyzer.LinkCategory && !verdicts[link.At{Posn: posn, Category: d.Category}].Refuted {
				say(posn, d.Message)
			}
		}
	}
	for _, c := range module.Conflicts() {
		if c.Certainty <= conflict.Likely {
			say(c.Posn, c.Message)
		}
	}
	slices.Sort(out)
	return out
}

// linked joins the records of the packages of a module.
func linked(acts map[*packages.Package]*checker.Action, pkgs []*packages.Package) *link.Module {
	var records []*link.Record
	for _, p := range pkgs {
		for _, d := range acts[p].Diagnostics {
			if d.Category == analyzer.LinkCategory {
				if r, err := link.Decode(d.Message); err == nil {
					records = append(records, r)
				}
			}
		}
	}
	return link.Link(records, true)
}

// finds reports whether the findings in the bad form are those that the case wants.
func (c sides) finds(found []string) bool {
	hit := slices.ContainsFunc(found, func(f string) bool {
		return slices.ContainsFunc(c.wants, func(want string) bool { return strings.HasPrefix(f, want+":") })
	})
	lines := slices.ContainsFunc(c.wants, func(want string) bool { return strings.Contains(want, ":") })
	switch {
	case slices.Contains(c.wants, "any"):
		return len(found) > 0
	case slices.Contains(c.wants, "one"):
		return len(found) == 1 && (hit || !lines)
	}
	return hit
}
