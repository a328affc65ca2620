package trace

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// plainScalar returns the event of a plain read or write of a scalar that matters.
func plainScalar(t *Trace, instr ssa.Instruction) []*Event {
	switch i := instr.(type) {
	case *ssa.UnOp:
		if i.Op == token.MUL {
			return scalar(t, t.Pkg.Scalars.At(i.X), state.OpRead, i.X, i)
		}
	case *ssa.Store:
		return scalar(t, t.Pkg.Scalars.At(i.Addr), state.OpWrite, i.Addr, i)
	}
	return nil
}

// atomicScalar returns the event of an access to the scalar at addr by sync/atomic.
func atomicScalar(t *Trace, op state.Op, addr ssa.Value, at ssa.Instruction) []*Event {
	if t.Pkg.Scalars.At(addr) == effect.NotScalar {
		return nil
	}
	return scalar(t, effect.AtomicScalar, op, addr, at)
}

// scalar returns the event of an access to the scalar at addr, none if it belongs to a copy
// of a struct, which no other goroutine has.
func scalar(t *Trace, kind effect.Scalar, op state.Op, addr ssa.Value, at ssa.Instruction) []*Event {
	if kind == effect.NotScalar || escape.InCopy(t.Heap, addr) {
		return nil
	}
	pos := ssaq.InstrPos(at)
	if fa, ok := addr.(*ssa.FieldAddr); ok && fa.Pos().IsValid() {
		pos = fa.Pos()
	}
	evs := t.accessAt(op, t.Place(addr), ssaq.ExprOf(addr), at, pos)
	for _, ev := range evs {
		ev.Accesses[0].Scalar = kind
	}
	return evs
}

// inCapturedCopy reports whether a place of the callee, which is a closure, lies in a
// captured copy of a struct.
func inCapturedCopy(bd heap.Binding, p place.Place) bool {
	if p.Kind != place.FreeVar || p.Index >= len(bd.Binds) {
		return false
	}
	a, ok := bd.Binds[p.Index].(*ssa.Alloc)
	if !ok {
		return false
	}
	_, isStruct := typeq.Pointee(a.Type()).Underlying().(*types.Struct)
	return isStruct && escape.InCopy(bd.Caller, a)
}
