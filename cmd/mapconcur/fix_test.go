package main

import (
	"encoding/json"
	"fmt"
	"go/format"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// mapsOnly leaves out words beside maps, which come to light when the map is
// repaired.
const mapsOnly = "-checks=-mixed-atomic"

// minRepaired is how many packages below testdata/src/bad have no finding once the
// fixes are applied. The number only ever grows.
const minRepaired = 61

// minSyncMaps is how many of them have a sync.Map as the second fix.
const minSyncMaps = 5

// TestFixes applies all fixes to the bad packages and the demo: they compile,
// are formatted, have no finding that was repaired nor a new one, and are not
// changed again. [TestWholeFixes] runs them under the race detector.
func TestFixes(t *testing.T) {
	t.Parallel()
	slow(t)
	dir := badModule(t)
	before := goFiles(t, dir)
	checkEdits(t, mapconcur(t, dir, "-json").stdout)
	fixed, left := repairMaps(t, dir)
	for line := range strings.Lines(fixed) {
		if pkg := packageOf(line); strings.Contains(line, " (fixed: ") && count(left, pkg) > count(fixed, pkg)-count(repaired(fixed), pkg) {
			t.Errorf("%s has a finding that its fixes do not repair or bring about:\n%s%s", pkg, line, left)
		}
	}
	for name, text := range goFiles(t, dir) {
		if out, err := format.Source([]byte(text)); err != nil || text != before[name] && string(out) != text {
			t.Errorf("%s is not formatted (%v):\n%s", name, err, text)
		}
	}
	mapconcur(t, dir, "-fix")
	words := goFiles(t, dir)
	mapconcur(t, dir, "-fix")
	if again := goFiles(t, dir); !maps.Equal(words, again) {
		t.Error("a second run changes words")
	}
	n := 0
	for _, pkg := range badPackages(t, dir) {
		if count(fixed, pkg) > 0 && count(left, pkg) == 0 {
			n++
		} else {
			t.Logf("%s: %d findings, %d without a fix", pkg, count(fixed, pkg), count(left, pkg))
		}
	}
	if t.Logf("%d packages repaired", n); n < minRepaired {
		t.Errorf("%d packages repaired, want %d", n, minRepaired)
	}
}

// repairMaps applies the fixes for maps and returns all findings, those that are
// fixed and those that are not, and what is left. A second run changes nothing.
func repairMaps(t *testing.T, dir string) (all, left string) {
	t.Helper()
	o := mapconcur(t, dir, mapsOnly, "-fix")
	after := goFiles(t, dir)
	again := mapconcur(t, dir, mapsOnly, "-fix")
	if o.stderr != "" || again.stderr != "" {
		t.Errorf("mapconcur -fix says:\n%s\nand then:\n%s", o.stderr, again.stderr)
	}
	if !maps.Equal(after, goFiles(t, dir)) {
		t.Error("a second run changes files")
	}
	return o.stdout, again.stdout
}

// badPackages returns the names of the packages that [badModule] copies.
func badPackages(t *testing.T, dir string) (out []string) {
	t.Helper()
	dirs, err := os.ReadDir(filepath.Join(dir, "bad"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		out = append(out, d.Name())
	}
	return out
}

// checkEdits reports fixes of which two change the same or adjacent lines in
// different ways: drivers that apply the first fix of each finding merge equal
// edits alone. A second one is a sync.Map.
func checkEdits(t *testing.T, output string) {
	var packages map[string]map[string][]finding.Diagnostic
	if err := json.Unmarshal([]byte(output), &packages); err != nil {
		t.Fatal(err)
	}
	seen := map[finding.Edit]string{} // the position of a diagnostic by its edit
	for _, list := range packages {
		for _, d := range list["mapconcur"] {
			checkFixes(t, d)
			for _, fix := range d.SuggestedFixes[:min(1, len(d.SuggestedFixes))] {
				checkCollisions(t, seen, d.Posn, fix.Edits)
			}
		}
	}
}

// checkFixes checks that a diagnostic has one fix, or a lock and as an alternative a
// sync.Map.
func checkFixes(t *testing.T, d finding.Diagnostic) {
	t.Helper()
	if len(d.SuggestedFixes) < 2 {
		return
	}
	locks := strings.HasPrefix(d.SuggestedFixes[0].Message, "guard ")
	replaces := strings.HasPrefix(d.SuggestedFixes[1].Message, "use a sync.Map for ")
	if n := len(d.SuggestedFixes); n > 2 || !locks || !replaces {
		t.Errorf("%s has %d fixes: %v", d.Posn, n, d.SuggestedFixes)
	}
}

// checkCollisions checks that the edits of a diagnostic overlap no other one seen so far,
// and adds them to those.
func checkCollisions(t *testing.T, seen map[finding.Edit]string, posn string, edits []finding.Edit) {
	t.Helper()
	for _, e := range edits {
		for o, other := range seen {
			if o != e && o.Filename == e.Filename && e.Start <= o.End && o.Start <= e.End {
				t.Errorf("fixes of %s and %s collide: %v, %v", posn, other, e, o)
			}
		}
		seen[e] = posn
	}
}

// count returns the number of findings of a package in an output.
func count(output, pkg string) int {
	n := 0
	for line := range strings.Lines(output) {
		if packageOf(line) == pkg {
			n++
		}
	}
	return n
}

// repaired returns the lines of mapconcur -fix about what it has repaired.
func repaired(output string) string {
	var out strings.Builder
	for line := range strings.Lines(output) {
		if strings.Contains(line, " (fixed: ") {
			out.WriteString(line)
		}
	}
	return out.String()
}

func packageOf(line string) string {
	file, _, _ := strings.Cut(line, ":")
	return filepath.Base(filepath.Dir(file))
}

// badModule copies the bad packages and the demo into a new module, with
// stand-ins for the modules that they import.
func badModule(t *testing.T) string {
	dir := module(t)
	src := filepath.Join("..", "..", "testdata")
	mod := "module example.com/m\n\ngo 1.25\n"
	for _, stub := range []string{"example.org/sets", "example.org/smap", "github.com/gin-gonic/gin", "github.com/hashicorp/go-memdb", "github.com/miekg/dns",
		"github.com/prometheus/client_golang", "github.com/spf13/viper", "golang.org/x/sync", "google.golang.org/grpc", "k8s.io/client-go"} {
		to := filepath.Join(dir, "stubs", filepath.FromSlash(stub))
		if err := os.CopyFS(to, os.DirFS(filepath.Join(src, "src", filepath.FromSlash(stub)))); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(to, "go.mod"), "module "+stub+"\n\ngo 1.25\n")
		mod += fmt.Sprintf("\nrequire %s v0.0.0\nreplace %s => ./stubs/%s\n", stub, stub, stub)
	}
	writeFile(t, filepath.Join(dir, "go.mod"), mod)
	if err := os.CopyFS(filepath.Join(dir, "bad"), os.DirFS(filepath.Join(src, "src", "bad"))); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "bad", "b68")); err != nil { // cannot be linked
		t.Fatal(err)
	}
	for name, text := range goFiles(t, filepath.Join(dir, "bad")) {
		if strings.Contains(text, "\"bad/") {
			writeFile(t, name, strings.ReplaceAll(text, "\"bad/", "\"example.com/m/bad/"))
		}
	}
	if err := os.CopyFS(filepath.Join(dir, "demo"), os.DirFS(filepath.Join(src, "demo", "buggy"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// goFiles returns the Go files of a directory.
func goFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".go") {
			var data []byte
			data, err = os.ReadFile(name)
			out[name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSecondFixes applies the second fixes of the bad packages, which make their
// maps a sync.Map: they compile.
func TestSecondFixes(t *testing.T) {
	t.Parallel()
	slow(t)
	dir := badModule(t)
	changed := useSyncMaps(t, dir)
	if left := mapconcur(t, dir, mapsOnly); left.stderr != "" {
		t.Error(left.stderr)
	}
	if t.Logf("a sync.Map in %v", changed); len(changed) < minSyncMaps {
		t.Errorf("a sync.Map in %d packages, want %d", len(changed), minSyncMaps)
	}
}

// useSyncMaps applies the second fixes and returns the packages that they change.
func useSyncMaps(t *testing.T, dir string) []string {
	t.Helper()
	var packages map[string]map[string][]finding.Diagnostic
	if err := json.Unmarshal([]byte(mapconcur(t, dir, "-json").stdout), &packages); err != nil {
		t.Fatal(err)
	}
	p := &patch{files: map[string][]finding.Edit{}}
	changed := map[string]bool{}
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		for _, d := range packages[pkg]["mapconcur"] {
			if len(d.SuggestedFixes) == 2 && p.add(d.SuggestedFixes[1].Edits) {
				changed[filepath.Base(pkg)] = true
			}
		}
	}
	revisions, err := p.revisions()
	if err != nil {
		t.Fatal(err)
	}
	if err := writeAll(revisions); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(changed))
}
