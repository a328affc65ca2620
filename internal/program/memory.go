package program

import (
	"go/ast"
	"go/types"
	"runtime"
)

// releaseSyntax removes from the files of a package, and from the results of the type
// checker, what the analysis does not read: the function bodies that the kept files do not
// have, and the objects and scopes of the parser. If the heap is likely to reach its goal,
// it then collects the garbage, which is half of the heap after loading. Build removes the
// other results of the type checker once SSA form is built: removing those of single
// bodies earlier would cost more than it saves.
func releaseSyntax(files, kept []*ast.File, info *types.Info) {
	for i, f := range files {
		f.Decls = kept[i].Decls
		f.Scope, f.Unresolved = nil, nil
		for n := range ast.Preorder(f) {
			if id, ok := n.(*ast.Ident); ok {
				id.Obj = nil
			}
		}
	}
	info.Scopes = nil
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > m.NextGC/2 {
		runtime.GC()
	}
}
