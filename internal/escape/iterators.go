package escape

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// An iterator over a map reads the map when it runs, not when it is made. So the access belongs
// to the loop, or to the function that is passed the iterator. A function that returns an
// iterator returns the map.

// MaxIterators bounds the number of functions between an iterator and the map that it reads.
const MaxIterators = 3

// IteratorCall returns the call that makes the iterator v, such as maps.Keys, and the map over
// which it iterates; nil if v is not made by such a call.
func IteratorCall(v ssa.Value) (*ssa.Call, ssa.Value) {
	call, ok := v.(*ssa.Call)
	if !ok || len(call.Call.Args) == 0 || !typeq.IsIterator(call.Type()) {
		return nil, nil
	}
	e := known.Func(ssaq.CalleeObj(call.Common()))
	if e.Kind != known.MapOps || len(e.Ops) != 1 || !typeq.IsMap(call.Call.Args[0].Type()) {
		return nil, nil
	}
	return call, call.Call.Args[0]
}

// UsesOfIterator lists the instructions that use an iterator, also through a variable: calls
// that run it or are passed it, returns, and others.
func UsesOfIterator(v ssa.Value) (out []ssa.Instruction) {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.ChangeType:
			out = append(out, UsesOfIterator(r)...)
		case *ssa.Store:
			if a, ok := r.Addr.(*ssa.Alloc); ok && ssaq.AllAssignedValues(a) != nil {
				out = append(out, ssaq.UsesOfLoads(a)...)
			} else {
				out = append(out, r)
			}
		default:
			out = append(out, r)
		}
	}
	return out
}

// RunsLater reports whether locks may be taken or released between the call that makes an
// iterator and the call that runs it.
func RunsLater(h *heap.Heap, made, run *ssa.Call) bool {
	if made.Block() != run.Block() {
		return true
	}
	list := made.Block().Instrs
	from, to := slices.Index(list, ssa.Instruction(made)), slices.Index(list, ssa.Instruction(run))
	return to < from || slices.ContainsFunc(list[from:to], func(i ssa.Instruction) bool {
		call, ok := i.(*ssa.Call)
		return ok && changesLocks(h, call.Common())
	})
}

// changesLocks reports whether a call may change which locks are held.
func changesLocks(h *heap.Heap, call *ssa.CallCommon) bool {
	t := h.Target(call)
	switch heap.KnownEffect(t).Kind {
	case known.Lock, known.TryLock, known.Unlock:
		return true
	}
	return t.Sum != nil && len(t.Sum.Acquires)+len(t.Sum.Releases) > 0
}

// RunPos returns the position of a call that runs an iterator; for a loop, that of its body.
func RunPos(run *ssa.Call) token.Pos {
	if run.Pos().IsValid() || len(run.Call.Args) != 1 {
		return run.Pos()
	}
	if body, ok := run.Call.Args[0].(*ssa.MakeClosure); ok {
		return body.Fn.Pos()
	}
	return run.Call.Args[0].Pos()
}

// Iterators returns the values that an iterator may be if it is read from a local variable;
// else the iterator itself.
func Iterators(h *heap.Heap, v ssa.Value) []ssa.Value {
	if c, ok := v.(*ssa.ChangeType); ok {
		return Iterators(h, c.X)
	}
	return h.Stored(v)
}
