package main

import (
	"go/version"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// forgetful forgets the lock of a map in one method, and in another one where
// no fix is safe.
const forgetful = `
-- forgetful/forgetful.go --
package forgetful

import (
	"sync"
	"time"
)

type store struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *store) set(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k]++
}

func (s *store) get(k string) int {
	return s.m[k]
}

func (s *store) hold(k string) {
	n := s.m[k]
	time.Sleep(time.Second)
	s.m[k] = n + 1
}

func Run() int {
	s := &store{m: map[string]int{}}
	go s.set("a")
	s.hold("a")
	return s.get("a")
}
`

const remembered = "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\treturn s.m[k]\n"

func TestFix(t *testing.T) {
	t.Parallel()
	dir := module(t, forgetful)
	o := mapconcur(t, dir, "-fix")
	o.check(t, 1, "forgetful/forgetful.go:20:12: read of s.m", "")
	if !has(o.stdout, " (fixed: hold s.mu) (read-write)\n") || strings.Count(o.stdout, "\n") != 3 {
		t.Errorf("want one finding that is fixed and two that are not:\n%s", o.stdout)
	}
	if text := readFile(t, dir, "forgetful/forgetful.go"); !strings.Contains(text, remembered) {
		t.Errorf("not fixed:\n%s", text)
	}
	mapconcur(t, dir, "-fix").check(t, 1, "forgetful/forgetful.go:26:10", "")
}

func TestFixDiff(t *testing.T) {
	t.Parallel()
	dir := module(t, forgetful)
	before := readFile(t, dir, "forgetful/forgetful.go")
	o := mapconcur(t, dir, "-fix", "-diff")
	o.check(t, 1, "--- forgetful/forgetful.go\n+++ forgetful/forgetful.go\n@@ -17,6 +17,8 @@\n", "mapconcur: no fix for 2 of 3 findings; without -diff, they are printed\n")
	if !has(o.stdout, "+\ts.mu.Lock()\n+\tdefer s.mu.Unlock()\n") {
		t.Errorf("got %s", o.stdout)
	}
	if readFile(t, dir, "forgetful/forgetful.go") != before {
		t.Error("-diff changes the file")
	}
	if alone := mapconcur(t, dir, "-diff"); alone != o {
		t.Errorf("-diff alone prints\n%s%s", alone.stdout, alone.stderr)
	}
	mapconcur(t, dir, "-fix", "-json").check(t, 2, "", "exclude each other")
	mapconcur(t, dir, "-fix", "-write-baseline", "-baseline=b").check(t, 2, "", "exclude each other")
}

func TestFixReadOnly(t *testing.T) {
	t.Parallel()
	dir := module(t, forgetful)
	name := filepath.Join(dir, "forgetful", "forgetful.go")
	if err := os.Chmod(name, 0o444); err != nil {
		t.Fatal(err)
	}
	before := readFile(t, dir, "forgetful/forgetful.go")
	mapconcur(t, dir, "-fix").check(t, 2, "", "forgetful.go is read-only")
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 || readFile(t, dir, "forgetful/forgetful.go") != before {
		t.Errorf("something was written: %v, %v", entries, err)
	}
}

// TestGoVetFix applies the fixes by other drivers.
func TestGoVetFix(t *testing.T) {
	t.Parallel()
	if version.Compare(runtime.Version(), "go1.26") < 0 {
		t.Skip("go vet has no flag -fix")
	}
	for _, args := range [][]string{{"vet", "-fix", "-vettool"}, {"fix", "-fixtool"}} {
		dir := module(t, forgetful)
		args[len(args)-1] += "=" + os.Getenv(binaryEnv)
		start(t, dir, nil, "go", append(args, "./...")...)
		if text := readFile(t, dir, "forgetful/forgetful.go"); !strings.Contains(text, remembered) {
			t.Errorf("go %s does not fix:\n%s", args[0], text)
		}
	}
}

// TestGoVetDiff prints by other drivers what the fixes would change.
func TestGoVetDiff(t *testing.T) {
	t.Parallel()
	if version.Compare(runtime.Version(), "go1.26") < 0 {
		t.Skip("go vet has no flag -fix")
	}
	for _, args := range [][]string{{"vet", "-fix", "-diff", "-vettool"}, {"fix", "-diff", "-fixtool"}} {
		dir := module(t, forgetful, clean)
		before := tree(t, dir)
		args[len(args)-1] += "=" + os.Getenv(binaryEnv)
		start(t, dir, nil, "go", append(args, "./forgetful")...).check(t, 1, "\n+\t", "")
		start(t, dir, nil, "go", append(args, "./clean")...).check(t, 0, "", "")
		if after := tree(t, dir); after != before {
			t.Errorf("go %s -diff changes files from\n%s\nto\n%s", args[0], before, after)
		}
	}
}

// TestPatch merges edits: shared ones count once, a fix that contradicts an
// earlier one is left.
func TestPatch(t *testing.T) {
	t.Parallel()
	edit := func(file string, start, end int, text string) finding.Edit {
		return finding.Edit{Filename: file, Start: start, End: end, New: text}
	}
	shared := finding.Edit{Filename: "f.go", New: "import\n"}
	fixes := [][]finding.Edit{
		{shared, edit("f.go", 10, 12, "x")},
		{shared, edit("f.go", 20, 20, "y")},
		{edit("g.go", 0, 0, "z"), edit("f.go", 11, 13, "w")},
		{edit("f.go", 20, 20, "v")},
	}
	var findings []finding.Finding
	for _, edits := range fixes {
		fixes := []finding.Fix{{Message: "fix", Edits: edits}, {Message: "alternative"}}
		findings = append(findings, finding.Finding{Package: "p", Diagnostic: finding.Diagnostic{SuggestedFixes: fixes}})
	}
	p := newPatch(append(findings, finding.Finding{}))
	if len(p.fixed) != 2 || len(p.left) != 3 || len(p.files["f.go"]) != 3 || p.files["g.go"] != nil {
		t.Errorf("got %d fixed, %d left, edits %v", len(p.fixed), len(p.left), p.files)
	}
	text, ok := applyEdits("0123456789abcdefghijklm", p.files["f.go"])
	if want := "import\n0123456789xcdefghijyklm"; text != want || !ok {
		t.Errorf("got %q, want %q", text, want)
	}
	if _, ok := applyEdits("short", p.files["f.go"]); ok {
		t.Error("edits of a longer file applied")
	}
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
