//go:build whole

package analyzer_test

import (
	"go/importer"
	"go/token"
	"go/types"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

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
		found, functions := whole(t, pattern)
		t.Logf("%s: %d functions, %d findings", pattern, functions, len(found))
		for _, f := range found {
			t.Log(f)
		}
		if functions < 10_000 {
			t.Errorf("%s has only %d functions: has not all been loaded?", pattern, functions)
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

// whole analyses what a pattern means, without the tests, and returns what is
// found in how many functions.
func whole(t *testing.T, pattern string) (found []string, functions int) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule}, pattern)
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
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.New(analyzer.Config{Explain: true})}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	explained := 0
	for act := range graph.All() {
		if act.Err != nil {
			t.Errorf("%s: %v", act.Package, act.Err)
		}
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			switch {
			case strings.Contains(d.Message, "internal error"):
				t.Errorf("%s: %s", at, d.Message)
			case d.Category == "explain":
				explained++
			default:
				found = append(found, at.String()+": "+d.Category+": "+d.Message)
			}
		}
	}
	if explained < 100 {
		t.Errorf("%s: only %d explanations: has all been taken for what tables describe?", pattern, explained)
	}
	return found, functions
}
