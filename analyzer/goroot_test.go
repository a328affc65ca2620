package analyzer_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/analyzer"
)

// notOnMap matches the race detector's tests whose race is on a key, a value or
// a slice, not on the map itself.
var notOnMap = regexp.MustCompile(`PartKey|PartVal|BigKey|BigVal|AssignMultipleReturn`)

// TestRaceDetectorTests holds the analyzer against the tests of Go's own race
// detector: every race on a map is found, and nothing where there is none.
func TestRaceDetectorTests(t *testing.T) {
	found := scratch(t, "runtime/race/testdata/map_test.go")
	races := 0
	for name, hit := range found {
		switch {
		case strings.HasPrefix(name, "TestNoRace") && hit:
			t.Errorf("%s: false alarm", name)
		case strings.HasPrefix(name, "TestRace") && !notOnMap.MatchString(name):
			races++
			if !hit {
				t.Errorf("%s: missed", name)
			}
		}
	}
	if races < 10 {
		t.Errorf("only %d races on maps in the race detector's tests: have they moved?", races)
	}
}

// TestRuntimePrograms holds the analyzer against the programs by which the
// runtime tests that it dies of each of its three map errors.
func TestRuntimePrograms(t *testing.T) {
	found := scratch(t, "runtime/testdata/testprog/map.go")
	for _, name := range []string{"concurrentMapWrites", "concurrentMapReadWrite", "concurrentMapIterateWrite"} {
		if hit, ok := found[name]; !ok || !hit {
			t.Errorf("%s: missed (in the file: %v)", name, ok)
		}
	}
}

// scratch analyses one file of GOROOT as a package of its own and says for each
// of its functions whether there is a finding in it.
func scratch(t *testing.T, path string) map[string]bool {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "src", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	src = regexp.MustCompile(`(?m)^package \w+`).ReplaceAll(src, []byte("package scratch"))
	src = regexp.MustCompile(`(?m)^\s*register\(.*\)$`).ReplaceAll(src, nil)
	return functionsWithFindings(t, string(src))
}

// functionsWithFindings analyses a package of one file.
func functionsWithFindings(t *testing.T, src string) map[string]bool {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module scratch\n\ngo 1.25\n")
	file := filepath.Join(dir, "scratch.go")
	write(t, file, src)
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir}, ".")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.New(analyzer.Config{})}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[int]bool{}
	for _, root := range graph.Roots {
		if root.Err != nil {
			t.Fatal(root.Err)
		}
		for _, d := range root.Diagnostics {
			lines[root.Package.Fset.Position(d.Pos).Line] = true
		}
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			hit := false
			for l := fset.Position(fn.Pos()).Line; l <= fset.Position(fn.End()).Line; l++ {
				hit = hit || lines[l]
			}
			found[fn.Name.Name] = hit
		}
	}
	return found
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
