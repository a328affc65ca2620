package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Origins lists where a collection is made: by make, by a literal or by append,
// whose first argument is followed too.
func (b *Heap) Origins(v ssa.Value) []ssa.Value {
	var out []ssa.Value
	seen := map[ssa.Value]bool{}
	work := []ssa.Value{v}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.MakeMap, *ssa.MakeSlice, *ssa.Slice:
			out = append(out, v)
		case *ssa.Phi:
			work = append(work, v.Edges...)
		case *ssa.ChangeType:
			work = append(work, v.X)
		case *ssa.UnOp:
			if init := b.Pkg.InitOf(v.X); init != nil && ssaq.IsMap(v.Type()) {
				work = append(work, init)
			}
		case *ssa.Call:
			if bi, ok := v.Call.Value.(*ssa.Builtin); ok && bi.Name() == "append" && len(v.Call.Args) == 2 {
				out = append(out, v)
				work = append(work, v.Call.Args[0])
			}
		}
	}
	return out
}

// Stored returns the values that a result variable may hold, which is how a
// function with deferred calls returns; else v itself.
func (b *Heap) Stored(v ssa.Value) []ssa.Value {
	a, ok := ssaq.LoadedAlloc(v)
	if !ok {
		return []ssa.Value{v}
	}
	vals, ok := b.held[a]
	if !ok {
		vals = ssaq.AssignedOnly(a)
		b.held[a] = vals
	}
	if vals == nil {
		return []ssa.Value{v}
	}
	return vals
}
