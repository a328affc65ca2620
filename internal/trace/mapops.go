package trace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// mapOps returns the events of a call of a function that reads or writes the maps in its
// arguments, as the tables of package known say.
func mapOps(t *Trace, e known.Effect, args []ssa.Value, at ssa.Instruction) []*Event {
	if call, ok := at.(*ssa.Call); ok && typeq.IsIterator(call.Type()) {
		return iteratorOps(t, e, call)
	}
	var out []*Event
	for _, op := range e.Ops {
		if op.Arg >= len(args) {
			continue
		}
		if !op.Rest {
			out = append(out, argumentOps(t, op, op.Arg, args[op.Arg], at)...)
			continue
		}
		if ev := passesOn(t, op, args, at); ev != nil { // to be resolved by the callers
			out = append(out, ev)
			continue
		}
		for i, v := range ssaq.PrintedArgs(op, args) {
			out = append(out, argumentOps(t, op, op.Arg+i, v, at)...)
		}
	}
	return out
}

// argumentOps returns the events of one operation on one argument.
func argumentOps(t *Trace, op known.MapOp, arg int, v ssa.Value, at ssa.Instruction) []*Event {
	v = ssaq.Unboxed(v)
	expr := t.Pkg.ArgExpr(at.Pos(), arg, v)
	if op.Deep == known.Shallow {
		if !typeq.IsMap(v.Type()) && !isReflectValue(v.Type()) {
			return nil
		}
		evs := t.access(op.Op, v, at, at.Pos())
		for _, ev := range evs {
			ev.Accesses[0].Expr = expr
		}
		return evs
	}
	if p, ok := v.(*ssa.Parameter); ok && types.IsInterface(p.Type()) {
		return lookup(t, op, t.Place(p), at)
	}
	var out []*Event
	for _, f := range heap.MapsIn(t.Heap, v, op.Deep, expr, at) {
		out = append(out, t.accessAt(op.Op, f.Place, f.Expr, at, at.Pos())...)
	}
	return out
}

func isReflectValue(t types.Type) bool { return typeq.TypeName(t) == "reflect.Value" }
