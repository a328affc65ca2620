package summary

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// givenAt returns the values that a return may give as a result: v itself or, where
// it is read from the variable of the result, what the assignments stored there
// that lead to this return.
func (b *builder) givenAt(v ssa.Value, ret *ssa.Return) []ssa.Value {
	a, ok := loadedAlloc(v)
	if !ok || len(b.stored(v)) == 1 && b.stored(v)[0] == v {
		return []ssa.Value{v}
	}
	reaching := b.reaching(a, ret)
	var out []ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && reaching[st] {
			out = append(out, st.Val)
		}
	}
	return out
}

// stored returns the values that a result variable may hold, which is how a
// function with deferred calls returns; else v itself.
func (b *builder) stored(v ssa.Value) []ssa.Value {
	a, ok := loadedAlloc(v)
	if !ok {
		return []ssa.Value{v}
	}
	vals, ok := b.held[a]
	if !ok {
		vals = assignedOnly(a)
		b.held[a] = vals
	}
	if vals == nil {
		return []ssa.Value{v}
	}
	return vals
}

// assignedOnly returns what is assigned to a local variable of which nothing else
// is done but to read it; nil if there is more.
func assignedOnly(a *ssa.Alloc) []ssa.Value {
	out := []ssa.Value{}
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != a {
				return nil
			}
			out = append(out, r.Val)
		case *ssa.UnOp:
		default:
			return nil
		}
	}
	return out
}

// reaching returns the assignments to a local variable that no other one follows on
// some way to a return. It looks back from the return, mostly into the same block.
func (b *builder) reaching(a *ssa.Alloc, ret *ssa.Return) map[*ssa.Store]bool {
	out := map[*ssa.Store]bool{}
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{ret.Block()}
	for len(work) > 0 {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		if st := lastStore(blk, a); st != nil {
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

// lastStore returns the last assignment to a variable in a block, nil if there is
// none.
func lastStore(blk *ssa.BasicBlock, a *ssa.Alloc) *ssa.Store {
	for _, instr := range slices.Backward(blk.Instrs) {
		if st, ok := instr.(*ssa.Store); ok && st.Addr == a {
			return st
		}
	}
	return nil
}

// collected lists what the function puts into v, a map or slice that it makes.
func (b *builder) collected(v ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, made := range b.origins(v) {
		switch made := made.(type) {
		case *ssa.MakeMap:
			if elems, ok := b.assignedIn(made); ok {
				out = append(out, elems...)
			}
		case *ssa.MakeSlice:
			out = append(out, storedElems(made)...)
		case *ssa.Slice:
			if array, ok := made.X.(*ssa.Alloc); ok {
				out = append(out, storedElems(array)...)
			}
		case *ssa.Call:
			out = append(out, variadic(made.Call.Args[1])...)
		}
	}
	return out
}

// storedElems lists what is assigned to the elements of a slice or array.
func storedElems(list ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, r := range *list.Referrers() {
		if elem, ok := r.(*ssa.IndexAddr); ok && elem.X == list {
			for _, u := range *elem.Referrers() {
				if st, ok := u.(*ssa.Store); ok && st.Addr == elem {
					out = append(out, st.Val)
				}
			}
		}
	}
	return out
}

// origins lists where a collection is made: by make, by a literal or by append,
// whose first argument is followed too.
func (b *builder) origins(v ssa.Value) []ssa.Value {
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
			if init := b.eng.initOf(v.X); init != nil && isMap(v.Type()) {
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

// elementLoad returns the instruction that reads v from a map or slice, and that
// collection; nil if v is no element of one.
func elementLoad(v ssa.Value) (load ssa.Instruction, from ssa.Value) {
	switch v := v.(type) {
	case *ssa.Lookup:
		return v, v.X
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Lookup:
			return t, t.X
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok {
				return t, r.X
			}
		}
	case *ssa.UnOp:
		if elem, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return v, elem.X
		}
	}
	return nil, nil
}

// concerns reports whether a call is given the key that a look-up asks for, or is that of
// a literal, which may have captured it.
func (b *builder) concerns(call *ssa.Call, load ssa.Instruction) bool {
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
		return basic && slices.ContainsFunc(keys, func(k ssa.Value) bool { return sameExpr(arg, k, 0) })
	})
}

// elementOfCall returns the call of which v is a result, if that is an element of a
// collection, and the place of the collection.
func (b *builder) elementOfCall(v ssa.Value) (ssa.Instruction, place.Place) {
	call, _ := resultOf(v)
	p := b.place(v)
	if call == nil || p.Kind == place.Local || p.Kind == place.Value || !strings.HasSuffix(p.Path, "}") && !strings.HasSuffix(p.Path, "]") {
		return nil, place.Place{}
	}
	return call, key(p.Parent())
}

// takenOut reports whether v, which a return gives, has been taken out of the
// collection that it was an element of: it is the caller's from now on.
func (b *builder) takenOut(v ssa.Value, ret *ssa.Return) bool {
	load, in := b.elementOfCall(v)
	if from, coll := elementLoad(v); coll != nil {
		load, in = from, key(b.place(coll))
	}
	if load == nil {
		return false
	}
	return len(b.instrsOf(func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Call:
			if bi, ok := i.Call.Value.(*ssa.Builtin); ok {
				return bi.Name() == "delete" && key(b.place(i.Call.Args[0])) == in && b.flows.follows(i, ret)
			}
			return b.concerns(i, load) && b.drainedBy(i, in) && b.flows.follows(i, ret)
		case *ssa.Store:
			return key(b.place(i.Addr)) == in && b.flows.follows(i, ret)
		}
		return false
	})) > 0
}
