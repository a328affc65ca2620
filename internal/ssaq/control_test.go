package ssaq

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

// TestMeets compares the immediate postdominators with their definition: the nearest of
// the blocks that no way from the block to an end avoids.
func TestMeets(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "testdata/control.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{}, fset, types.NewPackage("p", "p"), []*ast.File{f}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		if fn.Blocks == nil {
			continue
		}
		control := Control{Fn: fn}
		_, ends := control.backwards()
		avoids := func(from, avoided *ssa.BasicBlock) bool {
			seen := map[*ssa.BasicBlock]bool{}
			var visit func(blk *ssa.BasicBlock) bool
			visit = func(blk *ssa.BasicBlock) bool {
				if blk == avoided || seen[blk] {
					return false
				}
				seen[blk] = true
				for _, s := range blk.Succs {
					if visit(s) {
						return true
					}
				}
				return ends[blk.Index]
			}
			return visit(from)
		}
		for _, blk := range fn.Blocks {
			after := map[int]bool{}
			for at := control.meets(blk); at < len(fn.Blocks); at = control.meets(fn.Blocks[at]) {
				after[at] = true
			}
			for _, other := range fn.Blocks {
				if other != blk && after[other.Index] == avoids(blk, other) {
					t.Errorf("%s: block %d meets in block %d: %v", fn.Name(), blk.Index, other.Index, after[other.Index])
				}
			}
		}
	}
}
