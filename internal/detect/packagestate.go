package detect

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// PackageState looks at all insertions into maps for what decides about their keys.
func PackageState(fs *order.Flows) effect.PackageState {
	out := effect.PackageState{ByInstance: map[string]bool{}, Named: map[token.Pos]bool{}}
	for _, fn := range fs.NonTest {
		f := fs.Of[fn]
		for _, s := range heap.MapAssignments(f.Heap) {
			if p := f.Place(s.Map); p.Kind == place.Global && isInstance(s.Key) {
				out.ByInstance[effect.KeyAt(p)] = true
			}
			if isParameter(s.Key) && !dependsOnEntry(s.Value, maxEntryUses) {
				out.Named[ssaq.InstrPos(s.At)] = true
			}
		}
	}
	return out
}

// isInstance reports whether a key identifies an object: it is a pointer to a struct, or a struct
// with such a pointer.
func isInstance(key ssa.Value) bool {
	t := ssaq.Unboxed(ssaq.ThroughCell(key)).Type()
	if _, ok := t.Underlying().(*types.Struct); ok {
		return typeq.HasField(t, func(f *types.Var) bool { return pointsToStruct(f.Type()) })
	}
	return pointsToStruct(t)
}

func pointsToStruct(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = ptr.Elem().Underlying().(*types.Struct)
	return ok
}

// isParameter reports whether a value is one that the function is passed, and not its receiver. The
// parameters of a literal are what the function around it works on.
func isParameter(v ssa.Value) bool {
	p, ok := ssaq.Unconverted(ssaq.ThroughCell(v)).(*ssa.Parameter)
	return ok && p.Parent().Parent() == nil && (p.Parent().Signature.Recv() == nil || p != p.Parent().Params[0])
}

// maxEntryUses bounds the operations between a look-up and a store.
const maxEntryUses = 3

// dependsOnEntry reports whether a value is computed from what a map has, as in m[k]++ and
// m[k] = append(m[k], v).
func dependsOnEntry(v ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Lookup:
		return ssaq.IsMapLookup(v)
	case *ssa.Extract:
		return dependsOnEntry(v.Tuple, depth)
	case *ssa.BinOp:
		return dependsOnEntry(v.X, depth-1) || dependsOnEntry(v.Y, depth-1)
	case *ssa.Call:
		bi, ok := v.Call.Value.(*ssa.Builtin)
		return ok && bi.Name() == "append" && dependsOnEntry(v.Call.Args[0], depth-1)
	}
	return false
}
