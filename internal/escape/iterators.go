package escape

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// LazyCall returns the map over which a call makes an iterator, such as maps.Keys;
// nil if it does not.
func LazyCall(v ssa.Value) (*ssa.Call, ssa.Value) {
	call, ok := v.(*ssa.Call)
	if !ok || len(call.Call.Args) == 0 || !ssaq.IsIterator(call.Type()) {
		return nil, nil
	}
	e := known.Func(ssaq.CalleeObj(call.Common()))
	if e.Kind != known.MapOps || len(e.Ops) != 1 || !ssaq.IsMap(call.Call.Args[0].Type()) {
		return nil, nil
	}
	return call, call.Call.Args[0]
}

// UsesOfIterator lists the instructions that an iterator comes to: calls that run it or
// are given it, returns, and others.
func UsesOfIterator(v ssa.Value) (out []ssa.Instruction) {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.ChangeType:
			out = append(out, UsesOfIterator(r)...)
		case *ssa.Store:
			if a, ok := r.Addr.(*ssa.Alloc); ok && ssaq.AssignedOnly(a) != nil {
				out = append(out, ssaq.LoadsOf(a)...)
			} else {
				out = append(out, r)
			}
		default:
			out = append(out, r)
		}
	}
	return out
}

// Later reports whether the iterator that one call makes runs in another call when
// locks may have been taken or released meanwhile.
func Later(b *heap.Heap, made, run *ssa.Call) bool {
	if made.Block() != run.Block() {
		return true
	}
	list := made.Block().Instrs
	from, to := slices.Index(list, ssa.Instruction(made)), slices.Index(list, ssa.Instruction(run))
	return to < from || slices.ContainsFunc(list[from:to], func(i ssa.Instruction) bool {
		call, ok := i.(*ssa.Call)
		return ok && changesLocks(b, call.Common())
	})
}

// changesLocks reports whether other locks are held after a call than before.
func changesLocks(b *heap.Heap, call *ssa.CallCommon) bool {
	t := b.Target(call)
	switch heap.KnownEffect(t).Kind {
	case known.Lock, known.TryLock, known.Unlock:
		return true
	}
	return t.Sum != nil && len(t.Sum.Acquires)+len(t.Sum.Releases) > 0
}

// RunPos returns the position of a call that runs an iterator: a loop has that of its
// body.
func RunPos(run *ssa.Call) token.Pos {
	if run.Pos().IsValid() || len(run.Call.Args) != 1 {
		return run.Pos()
	}
	if body, ok := run.Call.Args[0].(*ssa.MakeClosure); ok {
		return body.Fn.Pos()
	}
	return run.Call.Args[0].Pos()
}

// Iterators returns the values that an iterator may be where it is read from a local
// variable; else the iterator itself.
func Iterators(b *heap.Heap, v ssa.Value) []ssa.Value {
	if c, ok := v.(*ssa.ChangeType); ok {
		return Iterators(b, c.X)
	}
	return b.Stored(v)
}

// An iterator over a map reads the map when it runs, not when it is made: the access
// belongs to the loop, or to the function that is given the iterator, and a function
// that returns an iterator returns the map.

// MaxIterators bounds the functions between an iterator and the map that it reads.
const MaxIterators = 3
