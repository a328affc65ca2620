package detect

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// PackageState looks at all insertions into maps for what decides about their keys.
func PackageState(fs *order.Flows) effect.PackageState {
	out := effect.PackageState{ByInstance: map[string]bool{}, Named: map[token.Pos]bool{}}
	numbered := numberedFields(fs)
	for _, fn := range fs.NonTest {
		f := fs.Of[fn]
		for _, s := range heap.MapAssignments(f.Heap) {
			if p := f.Place(s.Map); p.Kind == place.Global && isInstance(s.Key, numbered) {
				out.ByInstance[effect.KeyAt(p)] = true
			}
			if isParameter(s.Key) && !dependsOnEntry(s.Value, maxEntryUses) {
				out.Named[ssaq.InstrPos(s.At)] = true
			}
		}
	}
	return out
}

// numberedFields returns the fields of structs that have a number of their own in each object: all
// that is assigned to them comes from a counter.
func numberedFields(fs *order.Flows) map[*types.Var]bool {
	out := map[*types.Var]bool{}
	counters := map[*ssa.Global]bool{}
	var fields []*ssa.Store
	for _, fn := range fs.NonTest {
		for instr := range ssaq.InstrsOf(fn) {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			if g, ok := st.Addr.(*ssa.Global); ok && countedUp(st.Val) == g {
				counters[g] = true
			}
			if ssaq.FieldAt(st.Addr) != nil {
				fields = append(fields, st)
			}
		}
	}
	for _, st := range fields {
		field := ssaq.FieldAt(st.Addr)
		others, assigned := out[field]
		out[field] = isNumber(st.Val, counters) && (others || !assigned)
	}
	return out
}

// countedUp returns the variable whose next number a value is, nil if it is not one.
func countedUp(v ssa.Value) *ssa.Global {
	if sum, ok := v.(*ssa.BinOp); ok && sum.Op == token.ADD {
		return ssaq.LoadedGlobal(sum.X)
	}
	return nil
}

// isNumber reports whether a value is what a counter of the package has, or its next number.
func isNumber(v ssa.Value, counters map[*ssa.Global]bool) bool {
	v = ssaq.Unconverted(v)
	if call, ok := v.(*ssa.Call); ok {
		obj := ssaq.CalleeObj(&call.Call)
		return known.IsAtomic(obj) && strings.HasPrefix(obj.Name(), "Add")
	}
	return counters[ssaq.LoadedGlobal(v)] || counters[countedUp(v)]
}

// isInstance reports whether a key identifies an object: it is a pointer to a struct, a struct with
// such a pointer, or the number of an object.
func isInstance(key ssa.Value, numbered map[*types.Var]bool) bool {
	if load, ok := ssaq.Unconverted(ssaq.ThroughCell(key)).(*ssa.UnOp); ok && ssaq.FieldAt(load.X) != nil && numbered[ssaq.FieldAt(load.X)] {
		return true
	}
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
