package escape

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// ReturnedValues returns the values that a return may give as a result: v itself or, if v is read
// from the variable of the result, the values of the assignments that reach the return.
func ReturnedValues(h *heap.Heap, v ssa.Value, ret *ssa.Return) []ssa.Value {
	a, ok := ssaq.LoadedAlloc(v)
	if !ok || len(h.Stored(v)) == 1 && h.Stored(v)[0] == v {
		return []ssa.Value{v}
	}
	reaching := reaching(h, a, ret)
	var out []ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && reaching[st] {
			out = append(out, st.Val)
		}
	}
	return out
}

// reaching returns the assignments to a local variable that reach a return. It searches backwards
// from the return, because most are in the same block.
func reaching(h *heap.Heap, a *ssa.Alloc, ret *ssa.Return) map[*ssa.Store]bool {
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
func Collected(h *heap.Heap, v ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, made := range h.Origins(v) {
		switch made := made.(type) {
		case *ssa.MakeMap:
			if elems, ok := h.AssignedIn(made); ok {
				out = append(out, elems...)
			}
		case *ssa.MakeSlice:
			out = append(out, ssaq.ElementValues(made)...)
		case *ssa.Slice:
			if array, ok := made.X.(*ssa.Alloc); ok {
				out = append(out, ssaq.ElementValues(array)...)
			}
		case *ssa.Call:
			out = append(out, ssaq.VariadicArgs(made.Call.Args[1])...)
		}
	}
	return out
}

// concerns reports whether a call is passed the key for which a look-up asks, or runs a literal,
// which may have captured the key.
func concerns(h *heap.Heap, call *ssa.Call, load ssa.Instruction) bool {
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
		return basic && slices.ContainsFunc(keys, func(k ssa.Value) bool { return ssaq.SameExpr(arg, k) })
	})
}

// elementOfCall returns the call whose result v is, and the place of the collection of which v is
// an element; nil if v is not both.
func elementOfCall(h *heap.Heap, v ssa.Value) (ssa.Instruction, place.Place) {
	call, _ := ssaq.ResultOf(v)
	p := h.Place(v)
	if call == nil || p.Kind == place.Value || !heap.IsElement(p) {
		return nil, place.Place{}
	}
	return call, heap.Key(p.Parent())
}

// RemovedBeforeReturn reports whether a return gives an element v that the function has removed
// from its collection: it belongs to the caller from then on.
func RemovedBeforeReturn(h *heap.Heap, v ssa.Value, ret *ssa.Return) bool {
	load, in := elementOfCall(h, v)
	if from, coll := ssaq.ElementLoad(v); coll != nil {
		load, in = from, heap.Key(h.Place(coll))
	}
	if load == nil {
		return false
	}
	return len(heap.InstrsOf(h, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Call:
			if bi, ok := i.Call.Value.(*ssa.Builtin); ok {
				return bi.Name() == "delete" && heap.Key(h.Place(i.Call.Args[0])) == in && h.Paths.Follows(i, ret)
			}
			return concerns(h, i, load) && h.DrainedBy(i, in) && h.Paths.Follows(i, ret)
		case *ssa.Store:
			return heap.Key(h.Place(i.Addr)) == in && h.Paths.Follows(i, ret)
		}
		return false
	})) > 0
}

// commonResult returns the place that result i has at all returns; ok is false if there are
// several, or the result is not always known. An object that the function makes counts if it is
// stored where the others come from. A new map, which is empty, may also stand for no map.
func commonResult(h *heap.Heap, i int) (place.Place, bool) {
	var agreed, own place.Place
	var made []ssa.Value
	for ret := range ssaq.ReturnsOf(h.Fn) {
		if i >= len(ret.Results) {
			continue
		}
		for _, v := range ReturnedValues(h, ret.Results[i], ret) {
			if c, ok := v.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			p := h.Current(v, ret)
			to := &agreed
			if p.Kind == place.Local && p.Path == "" && madeHere(h, p) {
				to = &own
				made = append(made, v, ssaq.AsValue(h.Defs[p.Name]))
			}
			differs := to.Known() && p != *to
			if RemovedBeforeReturn(h, v, ret) || !p.Known() || differs {
				return place.Place{}, false
			}
			*to = p
		}
	}
	if !agreed.Known() || !own.Known() {
		return cmp.Or(agreed, own), agreed.Known() || own.Known()
	}
	return agreed, slices.ContainsFunc(made, func(v ssa.Value) bool { return ssaq.IsMapUsedOnce(v) || heap.IsOrStandsFor(h, v, agreed) })
}

// madeHere reports whether p, a local place, is an object that the function makes, and not a
// variable that may hold any object.
func madeHere(h *heap.Heap, p place.Place) bool {
	a, ok := h.Defs[p.Name].(*ssa.Alloc)
	return !ok || !typeq.IsReference(a.Type().(*types.Pointer).Elem())
}

// Results adds to a summary where the results of the function live. An object that the function
// makes and returns is a Result for its callers.
func Results(h *heap.Heap, s *effect.Summary) {
	n := h.Fn.Signature.Results().Len()
	s.Results = make([]place.Place, n)
	h.Returned = map[string]int{}
	for i := range n {
		if !typeq.MayShareMap(h.Fn.Signature.Results().At(i).Type()) {
			continue
		}
		if a := heap.ReturnsCopy(h, i); a != nil {
			s.Results[i] = place.Place{Kind: place.Result, Index: i}
			s.ResultFields = append(s.ResultFields, sharedFields(h, a, s.Results[i])...)
			continue
		}
		p, ok := commonResult(h, i)
		if !ok {
			continue
		}
		if p.Kind == place.Local {
			if p.Path == "" && madeHere(h, p) {
				h.Returned[p.Name] = i
				s.Results[i] = place.Place{Kind: place.Result, Index: i}
			}
			continue
		}
		if p.Kind != place.Value {
			s.Results[i] = p
		}
	}
}

// sharedFields lists the fields that a copy of a struct shares with the original, as fields of the
// object at to.
func sharedFields(h *heap.Heap, a *ssa.Alloc, to place.Place) []effect.Alias {
	from := h.Export(h.Place(ssaq.SoleValue(a)))
	if !from.Known() {
		return nil
	}
	var out []effect.Alias
	steps := 0
	ssaq.WalkFieldPairs(a.Type(), nil, to, from, func(f *types.Var, path []int, to, from place.Place) bool {
		_, part := f.Type().Underlying().(*types.Struct)
		full := steps > typeq.MaxParts || len(out) >= effect.MaxStores
		switch {
		case full || !typeq.MayShareMap(f.Type()) || ssaq.AssignsPath(a, path):
			return false
		case part:
			steps++
			return true
		}
		out = append(out, effect.Alias{From: to, To: from})
		return false
	})
	return out
}
