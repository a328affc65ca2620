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

const controlSource = `package p

var m = map[string]int{}

func get() string
func list(keys []string) []string

func yesPlain(k string) { if _, ok := m[k]; !ok { m[k] = 1 } }
func yesEarlyReturn(k string) { if m[k] > 0 { return }; get(); m[k] = 1 }
func yesEither(k string, force bool) { if _, ok := m[k]; !ok || force { m[k] = 1 } }
func yesLoop(keys []string) { for _, k := range keys { if _, ok := m[k]; !ok { m[k] = 1 } } }
func yesContinue(keys []string) { for _, k := range keys { if _, ok := m[k]; ok { continue }; m[k] = 1 } }
func yesEndless() { for { k := get(); if _, ok := m[k]; ok { continue }; m[k] = 1 } }
func yesSearch(keys []string) { for _, k := range keys { if m[k] > 0 { return } }; m["none"] = 1 }
func yesFlag(keys []string) { found := false; for _, k := range keys { if m[k] > 0 { found = true } }; if !found { m["none"] = 1 } }
func yesBatch(keys []string) {
	var missing []string
	for _, k := range keys { if _, ok := m[k]; !ok { missing = append(missing, k) } }
	if len(missing) == 0 { return }
	for _, k := range list(missing) { m[k] = 1 }
}
func yesSet(keys []string) {
	missing := map[string]bool{}
	for _, k := range keys { if _, ok := m[k]; !ok { missing[k] = true } }
	for k := range missing { m[k] = 1 }
}
func yesCaptured(keys []string) {
	var missing []string
	defer func() { println(missing) }()
	for _, k := range keys { if _, ok := m[k]; !ok { missing = append(missing, k) } }
	if len(missing) > 0 { m["some"] = 1 }
}

func noBefore(k string) { println(m[k]); m[k] = 1 }
func noMeets(k string) { if m[k] > 0 { println() } else { get() }; m[k] = 1 }
func noLoop(keys []string) { for _, k := range keys { if m[k] > 0 { println() }; m[k] = 1 } }
func noEndless() { for { k := get(); if m[k] > 0 { println() }; m[k] = 1 } }
func noContinue(keys []string) { for _, k := range keys { m[k] = 1; if m[k] > 0 { continue }; println() } }
func noOther(keys []string, any bool) { n := 0; for _, k := range keys { if m[k] > 0 { n++ } }; if any { m["n"] = n } }
`

// TestMeets compares the immediate postdominators with their definition: the nearest of
// the blocks that no way from the block to an end avoids.
func TestMeets(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", controlSource, 0)
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
