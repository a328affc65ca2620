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
)

// plainScalar returns the event of a plain read or write of a word that matters.
func plainScalar(b *Trace, instr ssa.Instruction) []*Event {
	switch i := instr.(type) {
	case *ssa.UnOp:
		if i.Op == token.MUL {
			return scalar(b, b.Pkg.Scalars.At(i.X), state.OpRead, i.X, i)
		}
	case *ssa.Store:
		return scalar(b, b.Pkg.Scalars.At(i.Addr), state.OpWrite, i.Addr, i)
	}
	return nil
}

// atomicScalar returns the event of an access by sync/atomic.
func atomicScalar(b *Trace, op state.Op, addr ssa.Value, at ssa.Instruction) []*Event {
	if b.Pkg.Scalars.At(addr) == effect.NotScalar {
		return nil
	}
	return scalar(b, effect.AtomicScalar, op, addr, at)
}

// scalar returns the event of an access to the word at addr, but not to that of a
// copy of a struct, which no other goroutine has.
func scalar(b *Trace, w effect.Scalar, op state.Op, addr ssa.Value, at ssa.Instruction) []*Event {
	if w == effect.NotScalar || escape.InCopy(b.Heap, addr) {
		return nil
	}
	pos := ssaq.InstrPos(at)
	if fa, ok := addr.(*ssa.FieldAddr); ok && fa.Pos().IsValid() {
		pos = fa.Pos()
	}
	evs := b.accessAt(op, b.Place(addr), b.Pkg.ExprOf(addr), at, pos)
	for _, ev := range evs {
		ev.Accesses[0].Scalar = w
	}
	return evs
}

// copied reports whether a place of the callee, a closure, lies in a captured
// copy of a struct.
func copied(bd heap.Binding, p place.Place) bool {
	if p.Kind != place.FreeVar || p.Index >= len(bd.Binds) {
		return false
	}
	a, ok := bd.Binds[p.Index].(*ssa.Alloc)
	if !ok {
		return false
	}
	_, isStruct := ssaq.Pointee(a.Type()).Underlying().(*types.Struct)
	return isStruct && escape.InCopy(bd.Heap, a)
}
