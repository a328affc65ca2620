package escape

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// GivenAt returns the values that a return may give as a result: v itself or, where
// it is read from the variable of the result, what the assignments stored there
// that lead to this return.
func GivenAt(b *heap.Heap, v ssa.Value, ret *ssa.Return) []ssa.Value {
	a, ok := ssaq.LoadedAlloc(v)
	if !ok || len(b.Stored(v)) == 1 && b.Stored(v)[0] == v {
		return []ssa.Value{v}
	}
	reaching := reaching(b, a, ret)
	var out []ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && reaching[st] {
			out = append(out, st.Val)
		}
	}
	return out
}

// reaching returns the assignments to a local variable that no other one follows on
// some way to a return. It looks back from the return, mostly into the same block.
func reaching(b *heap.Heap, a *ssa.Alloc, ret *ssa.Return) map[*ssa.Store]bool {
	out := map[*ssa.Store]bool{}
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{ret.Block()}
	for len(work) > 0 {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		if st := ssaq.LastStore(blk, a); st != nil {
			out[st] = true
			continue
		}
		for _, p := range blk.Preds {
			if !seen[p] {
				seen[p] = true
				work = append(work, p)
			}
		}
	}
	return out
}

// Collected lists what the function puts into v, a map or slice that it makes.
func Collected(b *heap.Heap, v ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, made := range b.Origins(v) {
		switch made := made.(type) {
		case *ssa.MakeMap:
			if elems, ok := b.AssignedIn(made); ok {
				out = append(out, elems...)
			}
		case *ssa.MakeSlice:
			out = append(out, ssaq.StoredElems(made)...)
		case *ssa.Slice:
			if array, ok := made.X.(*ssa.Alloc); ok {
				out = append(out, ssaq.StoredElems(array)...)
			}
		case *ssa.Call:
			out = append(out, ssaq.Variadic(made.Call.Args[1])...)
		}
	}
	return out
}

// concerns reports whether a call is given the key that a look-up asks for, or is that of
// a literal, which may have captured it.
func concerns(b *heap.Heap, call *ssa.Call, load ssa.Instruction) bool {
	if _, literal := call.Call.Value.(*ssa.MakeClosure); literal {
		return true
	}
	var keys []ssa.Value
	switch load := load.(type) {
	case *ssa.Lookup:
		keys = []ssa.Value{load.Index}
	case *ssa.Call:
		keys = load.Call.Args
	}
	return slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool {
		_, basic := arg.Type().Underlying().(*types.Basic)
		return basic && slices.ContainsFunc(keys, func(k ssa.Value) bool { return ssaq.SameExpr(arg, k, 0) })
	})
}

// elementOfCall returns the call of which v is a result, if that is an element of a
// collection, and the place of the collection.
func elementOfCall(b *heap.Heap, v ssa.Value) (ssa.Instruction, place.Place) {
	call, _ := ssaq.ResultOf(v)
	p := b.Place(v)
	if call == nil || p.Kind == place.Local || p.Kind == place.Value || !strings.HasSuffix(p.Path, "}") && !strings.HasSuffix(p.Path, "]") {
		return nil, place.Place{}
	}
	return call, heap.Key(p.Parent())
}

// TakenOut reports whether v, which a return gives, has been taken out of the
// collection that it was an element of: it is the caller's from now on.
func TakenOut(b *heap.Heap, v ssa.Value, ret *ssa.Return) bool {
	load, in := elementOfCall(b, v)
	if from, coll := ssaq.ElementLoad(v); coll != nil {
		load, in = from, heap.Key(b.Place(coll))
	}
	if load == nil {
		return false
	}
	return len(heap.InstrsOf(b, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Call:
			if bi, ok := i.Call.Value.(*ssa.Builtin); ok {
				return bi.Name() == "delete" && heap.Key(b.Place(i.Call.Args[0])) == in && b.Flows.Follows(i, ret)
			}
			return concerns(b, i, load) && b.DrainedBy(i, in) && b.Flows.Follows(i, ret)
		case *ssa.Store:
			return heap.Key(b.Place(i.Addr)) == in && b.Flows.Follows(i, ret)
		}
		return false
	})) > 0
}
