//go:build whole

package analyzer_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestWholeStandardLibrary analyses the standard library and the commands of the
// distribution as if they were a module's, all packages side by side. What is
// found is logged: each is a bug of Go or a false alarm, and somebody should know.
func TestWholeStandardLibrary(t *testing.T) {
	for _, pattern := range []string{"std", "cmd"} {
		said, functions := whole(t, pattern)
		found := slices.DeleteFunc(slices.Clone(said), func(s string) bool { return strings.Contains(s, ": explain: ") })
		t.Logf("%s: %d functions, %d findings", pattern, functions, len(found))
		for _, f := range found {
			line, _, _ := strings.Cut(f, "\n") // without its fixes
			t.Log(line)
		}
		if explained := len(said) - len(found); explained < 100 {
			t.Errorf("%s: only %d explanations: has all been taken for what tables describe?", pattern, explained)
		}
		if functions < 10_000 {
			t.Errorf("%s has only %d functions: has not all been loaded?", pattern, functions)
		}
	}
}

// TestWholePositions analyses the standard library again and again. Its files are
// read side by side, so that they get other positions each time: what is said is the
// same, and in the same order.
func TestWholePositions(t *testing.T) {
	want, _ := whole(t, "std")
	for range 2 {
		if got, _ := whole(t, "std"); !slices.Equal(got, want) {
			t.Errorf("said at first: %s\nand then: %s", difference(want, got), difference(got, want))
		}
	}
}

// TestWholeTestData analyses what others test their tools with, of each file what
// type-checks by itself, and what becomes of it by changes at random: more than the
// native fuzzer gets done in the same time, since nothing is instrumented.
func TestWholeTestData(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	all := slices.Concat(seeds(t), others(t))
	for round := range 4 {
		random, checked := rand.New(rand.NewPCG(1, uint64(round))), 0
		for _, src := range all {
			edits := make([]byte, editSize*round*2)
			for i := range edits {
				edits[i] = byte(random.Uint32())
			}
			if u, ok := mutate(imp, src, edits); ok {
				checked++
				u.survives(t)
			}
		}
		t.Logf("%d edits: %d of %d files", 2*round, checked, len(all))
	}
}

// whole analyses what a pattern means, without the tests, and returns what is said,
// package by package, of how many functions.
func whole(t *testing.T, pattern string) (said []string, functions int) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, ParseFile: parseLater}, pattern)
	if err != nil {
		t.Fatal(err)
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if p.Module == nil {
			p.Module = &packages.Module{Path: "whole", GoVersion: "1.25"}
		}
		for _, obj := range p.TypesInfo.Defs {
			if _, ok := obj.(*types.Func); ok {
				functions++
			}
		}
	})
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.New(analyzer.Config{Explain: true, Trace: true})}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	byPackage := map[string][]string{}
	for act := range graph.All() {
		out := []string{}
		if act.Err != nil {
			t.Errorf("%s: %v", act.Package, act.Err)
		}
		for _, d := range act.Diagnostics {
			out = append(out, text(act.Package.Fset, d))
			if strings.Contains(d.Message, "internal error") {
				t.Error(text(act.Package.Fset, d))
			}
		}
		byPackage[act.Package.ID] = out
	}
	for _, id := range slices.Sorted(maps.Keys(byPackage)) {
		said = append(said, byPackage[id]...)
	}
	return said, functions
}

// parseLater parses a file for [packages.Load], which asks for many at once, after a
// while that is long enough for others to come first.
func parseLater(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
	time.Sleep(rand.N(time.Millisecond))
	return parser.ParseFile(fset, name, src, parser.AllErrors|parser.ParseComments)
}
