package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// Packages below testdata/src/bad and what is known of their fixes. The numbers
// only ever grow.
const (
	minRepaired = 61 // packages without a finding once the fixes are applied
	minRaces    = 33 // packages that race before and do not race after
	minSyncMaps = 5  // packages with a sync.Map as the second fix
)

// mapsOnly leaves out words beside maps, which come to light when the map is
// repaired.
const mapsOnly = "-checks=-mixed-atomic"

// TestFixes applies all fixes to the bad packages and the demo: they compile,
// are formatted, have no finding that was repaired nor a new one, are not
// changed again, and do not race any more.
func TestFixes(t *testing.T) {
	t.Parallel()
	dir := badModule(t)
	before := goFiles(t, dir)
	findings := mapconcur(t, dir, mapsOnly).stdout
	checkEdits(t, mapconcur(t, dir, "-json").stdout)
	racing, _ := races(t, dir)

	fixed := mapconcur(t, dir, mapsOnly, "-fix")
	if fixed.stderr != "" {
		t.Errorf("mapconcur -fix says:\n%s", fixed.stderr)
	}
	left := mapconcur(t, dir, mapsOnly)
	if left.stderr != "" {
		t.Errorf("after the fixes:\n%s", left.stderr)
	}
	for line := range strings.Lines(fixed.stdout) {
		if pkg := packageOf(line); strings.Contains(line, " (fixed: ") && count(left.stdout, pkg) > count(findings, pkg)-count(repaired(fixed.stdout), pkg) {
			t.Errorf("%s has a finding that its fixes do not repair or bring about:\n%s%s", pkg, line, left.stdout)
		}
	}
	after := goFiles(t, dir)
	for name, text := range after {
		if out, err := format.Source([]byte(text)); err != nil || text != before[name] && string(out) != text {
			t.Errorf("%s is not formatted (%v):\n%s", name, err, text)
		}
	}
	mapconcur(t, dir, mapsOnly, "-fix")
	if again := goFiles(t, dir); !maps.Equal(after, again) {
		t.Error("a second run changes files")
	}
	mapconcur(t, dir, "-fix")
	words := goFiles(t, dir)
	mapconcur(t, dir, "-fix")
	if again := goFiles(t, dir); !maps.Equal(words, again) {
		t.Error("a second run changes words")
	}
	checkRaces(t, dir, racing, findings, left.stdout)
}

// checkEdits reports fixes of which two change the same or adjacent lines in
// different ways: drivers that apply the first fix of each finding merge equal
// edits alone. A second one is a sync.Map.
func checkEdits(t *testing.T, output string) {
	var packages map[string]map[string][]finding.Diagnostic
	if err := json.Unmarshal([]byte(output), &packages); err != nil {
		t.Fatal(err)
	}
	seen := map[string]map[finding.Edit]string{}
	for _, list := range packages {
		for _, d := range list["mapconcur"] {
			if n := len(d.SuggestedFixes); n > 2 || n == 2 && (!strings.HasPrefix(d.SuggestedFixes[0].Message, "guard ") || !strings.HasPrefix(d.SuggestedFixes[1].Message, "use a sync.Map for ")) {
				t.Errorf("%s has %d fixes: %v", d.Posn, n, d.SuggestedFixes)
			}
			for _, fix := range d.SuggestedFixes[:min(1, len(d.SuggestedFixes))] {
				for _, e := range fix.Edits {
					if seen[e.Filename] == nil {
						seen[e.Filename] = map[finding.Edit]string{}
					}
					for o, posn := range seen[e.Filename] {
						if o != e && e.Start <= o.End && o.Start <= e.End {
							t.Errorf("fixes of %s and %s collide: %v, %v", d.Posn, posn, e, o)
						}
					}
					seen[e.Filename][e] = d.Posn
				}
			}
		}
	}
}

// checkRaces runs the repaired packages under the race detector.
func checkRaces(t *testing.T, dir string, before map[string]bool, findings, left string) {
	repaired, clean := 0, 0
	after, broken := races(t, dir)
	for _, pkg := range broken {
		t.Errorf("%s misuses its locks", pkg)
	}
	for _, pkg := range slices.Sorted(maps.Keys(before)) {
		switch {
		case count(findings, pkg) == 0 || count(left, pkg) > 0:
			t.Logf("%s: %d findings, %d without a fix", pkg, count(findings, pkg), count(left, pkg))
			continue
		case after[pkg] && pkg != "b67" && pkg != "b24": // poll a variable, misuse a WaitGroup
			t.Errorf("%s has no finding any more, but races", pkg)
		case before[pkg]:
			clean++
		}
		repaired++
	}
	t.Logf("%d packages repaired, of which %d raced before and do not after", repaired, clean)
	if repaired < minRepaired || hasRace && clean < minRaces {
		t.Errorf("%d packages repaired, want %d; %d do not race any more, want %d", repaired, minRepaired, clean, minRaces)
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
// stand-ins for the modules that they import, and a program that runs them.
func badModule(t *testing.T) string {
	dir := module(t)
	src := filepath.Join("..", "..", "testdata")
	mod := "module example.com/m\n\ngo 1.25\n"
	for _, stub := range []string{"github.com/gin-gonic/gin", "github.com/hashicorp/go-memdb", "github.com/miekg/dns",
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
	writeFile(t, filepath.Join(dir, "runall", "main.go"), runner(t, dir))
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

// runFunc is the name of a function that drives the buggy code of a package.
var runFunc = regexp.MustCompile(`^Run([A-Z].*)?$`)

// runner returns a program that runs the packages named by its arguments.
func runner(t *testing.T, dir string) string {
	var imports, cases strings.Builder
	names, err := filepath.Glob(filepath.Join(dir, "bad", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		pkg := filepath.Base(filepath.Dir(name))
		var calls []string
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && runFunc.MatchString(fn.Name.Name) && fn.Recv == nil &&
				len(fn.Type.Params.List) == 0 && !strings.HasSuffix(fn.Name.Name, "Fixed") {
				calls = append(calls, "\t\t"+pkg+"."+fn.Name.Name+"()\n")
			}
		}
		if len(calls) > 0 {
			fmt.Fprintf(&imports, "\t%q\n", "example.com/m/bad/"+pkg)
			fmt.Fprintf(&cases, "\tcase %q:\n%s", pkg, strings.Join(calls, ""))
		}
	}
	return "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\n" + imports.String() + ")\n\nfunc main() {\n\tfor range 30 {\n\t\trun(os.Args[1])\n\t}\n}\n\n" +
		"func run(pkg string) {\n\tswitch pkg {\n" + cases.String() + "\tdefault:\n\t\tfmt.Println(\"unknown\")\n\t}\n}\n"
}

// races runs all packages under the race detector and says which race, and which
// deadlock or unlock what is not locked; nothing does without a race detector.
func races(t *testing.T, dir string) (racing map[string]bool, broken []string) {
	t.Helper()
	racing = map[string]bool{}
	dirs, err := filepath.Glob(filepath.Join(dir, "bad", "*"))
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "runall")
	if hasRace {
		start(t, dir, nil, "go", "build", "-race", "-o", binary, "./runall").check(t, 0, "", "")
	}
	for _, d := range dirs {
		pkg := filepath.Base(d)
		if racing[pkg] = false; !hasRace {
			continue
		}
		out := printed(t, binary, pkg)
		racing[pkg] = bytes.Contains(out, []byte("DATA RACE")) || bytes.Contains(out, []byte("concurrent map"))
		if bytes.Contains(out, []byte("nlock of unlocked")) || bytes.Contains(out, []byte("all goroutines are asleep")) {
			broken = append(broken, pkg)
		}
	}
	return racing, broken
}

// printed runs one package and returns what it prints.
func printed(t *testing.T, binary, pkg string) []byte {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, pkg)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0 halt_on_error=1")
	out, _ := cmd.CombinedOutput()
	return out
}

// TestSecondFixes applies the second fixes of the bad packages, which make their
// maps a sync.Map: those that raced do not any more.
func TestSecondFixes(t *testing.T) {
	t.Parallel()
	dir := badModule(t)
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
	racing, broken := races(t, dir)
	left := mapconcur(t, dir, mapsOnly)
	for pkg := range changed {
		if racing[pkg] && count(left.stdout, pkg) == 0 {
			t.Errorf("%s races with a sync.Map", pkg)
		}
	}
	if len(broken) > 0 || left.stderr != "" {
		t.Errorf("broken: %v\n%s", broken, left.stderr)
	}
	if t.Logf("a sync.Map in %v", slices.Sorted(maps.Keys(changed))); len(changed) < minSyncMaps {
		t.Errorf("a sync.Map in %d packages, want %d", len(changed), minSyncMaps)
	}
}
