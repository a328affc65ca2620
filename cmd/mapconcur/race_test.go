//go:build whole

package main

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// hasRace reports whether programs can be built with the race detector here:
// it needs cgo and a C compiler.
func hasRace() bool {
	out, err := exec.Command("go", "env", "CGO_ENABLED", "CC").Output()
	words := strings.Fields(string(out))
	if err != nil || len(words) < 2 || words[0] != "1" {
		return false
	}
	_, err = exec.LookPath(words[1])
	return err == nil
}

// minRaces is how many packages below testdata/src/bad race before the fixes and
// do not race after. The number only ever grows.
const minRaces = 33

// TestWholeFixes runs the bad packages under the race detector, before and after
// all fixes are applied: what has no finding any more does not race any more.
func TestWholeFixes(t *testing.T) {
	if !hasRace() {
		t.Skip("needs the race detector")
	}
	dir := badModule(t)
	before, _ := races(t, dir)
	all, left := repairMaps(t, dir)
	after, broken := races(t, dir)
	for _, pkg := range broken {
		t.Errorf("%s misuses its locks", pkg)
	}
	clean := 0
	for _, pkg := range badPackages(t, dir) {
		switch {
		case count(all, pkg) == 0 || count(left, pkg) > 0:
		case after[pkg] && pkg != "b67" && pkg != "b24": // poll a variable, misuse a WaitGroup
			t.Errorf("%s has no finding any more, but races", pkg)
		case before[pkg]:
			clean++
		}
	}
	if t.Logf("%d packages raced before and do not after", clean); clean < minRaces {
		t.Errorf("%d packages do not race any more, want %d", clean, minRaces)
	}
}

// TestWholeSecondFixes does the same with the second fixes, which make maps a
// sync.Map.
func TestWholeSecondFixes(t *testing.T) {
	if !hasRace() {
		t.Skip("needs the race detector")
	}
	dir := badModule(t)
	changed := useSyncMaps(t, dir)
	racing, broken := races(t, dir)
	left := mapconcur(t, dir, mapsOnly)
	for _, pkg := range changed {
		if racing[pkg] && count(left.stdout, pkg) == 0 {
			t.Errorf("%s races with a sync.Map", pkg)
		}
	}
	if len(broken) > 0 {
		t.Errorf("%v misuse their locks", broken)
	}
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
// deadlock or unlock what is not locked.
func races(t *testing.T, dir string) (racing map[string]bool, broken []string) {
	t.Helper()
	writeFile(t, filepath.Join(dir, "runall", "main.go"), runner(t, dir))
	racing = map[string]bool{}
	binary := filepath.Join(t.TempDir(), "runall")
	start(t, dir, nil, "go", "build", "-race", "-o", binary, "./runall").check(t, 0, "", "")
	for _, pkg := range badPackages(t, dir) {
		out := printed(t, binary, pkg)
		racing[pkg] = bytes.Contains(out, []byte("DATA RACE")) || bytes.Contains(out, []byte("concurrent map"))
		if bytes.Contains(out, []byte("nlock of unlocked")) || bytes.Contains(out, []byte("all goroutines are asleep")) {
			broken = append(broken, pkg)
		}
	}
	return racing, broken
}

// maxRun is how long a package may run: those that never end are killed.
const maxRun = 10 * time.Second

// printed runs one package and returns what it prints.
func printed(t *testing.T, binary, pkg string) []byte {
	ctx, cancel := context.WithTimeout(t.Context(), maxRun)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, pkg)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0 halt_on_error=1")
	out, _ := cmd.CombinedOutput()
	return out
}
