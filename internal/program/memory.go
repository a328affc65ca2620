package program

import (
	"go/ast"
	"go/types"
	"runtime"
)

// releaseSyntax removes from the files of a package, and from what the type checker noted,
// what the analysis does not read: the bodies that the files kept do not have, and what
// the parser thought that identifiers mean. Then it collects the garbage, half of what
// there is after loading, if the heap is likely to reach its goal. The rest of what the
// type checker noted goes when the SSA form is built: to delete the part of the bodies
// earlier would cost more than it saves.
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
