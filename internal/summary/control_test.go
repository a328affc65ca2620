package summary

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
)

// TestDecides checks for each function whether its look-up decides its store.
func TestDecides(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../ssaq/testdata/control.go")
	if err != nil {
		t.Fatal(err)
	}
	for fn, f := range Analyze(typed(t, "p.go", string(source))).Of {
		if fn.Synthetic != "" || fn.Parent() != nil {
			continue
		}
		var look ssa.Value
		var store ssa.Instruction
		for _, i := range heap.InstrsOf(f.Heap, func(ssa.Instruction) bool { return true }) {
			switch i := i.(type) {
			case *ssa.Lookup:
				look = i
			case *ssa.MapUpdate:
				store = i
			}
		}
		if got := escape.Decides(f.Heap, look, store); got != strings.HasPrefix(fn.Name(), "yes") {
			t.Errorf("%s: decides = %v", fn.Name(), got)
		}
	}
}
