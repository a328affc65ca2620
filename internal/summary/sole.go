package summary

import (
	"go/ast"
	"runtime"

	"golang.org/x/tools/go/ast/inspector"
)

// takeApart removes from the package what its analysis no longer reads: the bodies
// that the files kept do not have, the nodes that the inspector lists, and what the
// parser thought that identifiers mean. Then it collects the garbage, half of what there is after loading, if the heap
// is likely to reach its goal. What the type checker noted goes when the SSA form
// is built: to delete the part of the bodies earlier would cost more than it saves.
func (in Input) takeApart(kept []*ast.File) {
	for i, f := range in.Files {
		f.Decls = kept[i].Decls
		f.Scope, f.Unresolved = nil, nil
	}
	for n := range in.Inspect.PreorderSeq((*ast.Ident)(nil)) {
		n.(*ast.Ident).Obj = nil
	}
	*in.Inspect = inspector.Inspector{} // the driver keeps the pointer
	in.Info.Scopes = nil
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > m.NextGC/2 {
		runtime.GC()
	}
}
