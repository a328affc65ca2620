package analyzer_test

import (
	"go/importer"
	"go/token"
	"slices"
	"sync"
	"testing"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestParallelPackages analyses many packages at once, with one analyzer for all,
// as golangci-lint and gopls do; under the race detector this shows what they
// share. Ten runs find the same, in the same words and order.
func TestParallelPackages(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	a := analyzer.New(analyzer.Config{Explain: true, Inventory: true})
	var units []*unit
	for i, src := range seeds(t) {
		if u, ok := mutate(imp, src, nil); ok && i%8 == 0 {
			units = append(units, u)
		}
	}
	first := make([][]string, len(units))
	for i, u := range units {
		first[i] = words(u.run(t, a))
	}
	if n := len(slices.Concat(first...)); n < 200 {
		t.Fatalf("only %d diagnostics in %d packages", n, len(units))
	}
	for range 9 {
		var wg sync.WaitGroup
		for i, u := range units {
			wg.Go(func() {
				if again := words(u.run(t, a)); !slices.Equal(again, first[i]) {
					t.Errorf("found\n%q\nand then\n%q", first[i], again)
				}
			})
		}
		wg.Wait()
	}
}
