package analyzer_test

import (
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestParallelPackages analyses many packages at once, one analyzer for all, as
// golangci-lint and gopls do; under the race detector this shows what they share.
// Each run finds the same, in the same words.
func TestParallelPackages(t *testing.T) {
	pkgs := demo(t)
	a := analyzer.New(analyzer.Config{Explain: true, Inventory: true})
	first := analyzed(t, a, pkgs, true)
	if len(first) < 20 {
		t.Fatalf("only %d diagnostics", len(first))
	}
	for range 9 {
		if again := analyzed(t, a, pkgs, false); !slices.Equal(again, first) {
			t.Fatalf("found\n%q\nand then\n%q", first, again)
		}
	}
}

// demo loads the packages of the demo and some that the tests have, each with what
// it imports of this module.
func demo(t *testing.T) []*packages.Package {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir},
		"./testdata/demo/...", "./internal/state", "./internal/place", "./internal/finding", "./internal/lsp", "./internal/baseline")
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

// analyzed returns what is found in packages, one after the other or side by side.
func analyzed(t *testing.T, a *analysis.Analyzer, pkgs []*packages.Package, sequential bool) (out []string) {
	t.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, &checker.Options{Sequential: sequential})
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Error(act.Err)
		}
		out = append(out, words(act.Diagnostics)...)
	}
	slices.Sort(out)
	return out
}
