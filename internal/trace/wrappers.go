package trace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A function that hands a parameter on to fmt, log or encoding/json looks for maps
// there as these do: in args of "func logf(format string, args ...any)", in v of
// "func respond(w http.ResponseWriter, v any)". It does not know of any map, so it has
// an access to the parameter, which is resolved where a caller shows the type of what
// it gives: [Access.Within].

// handsOn returns the event of handing a variadic parameter on, nil if the arguments
// that an operation looks into are no such list.
func handsOn(b *Trace, op known.MapOp, args []ssa.Value, at ssa.Instruction) *Event {
	list, alone := ssaq.VariadicParam(args[op.Arg])
	if list == nil {
		return nil
	}
	if op.Fmt = op.Fmt && alone && op.Arg > 0; op.Fmt {
		format, ok := args[op.Arg-1].(*ssa.Parameter)
		op.Fmt = ok && b.Place(format).Index == b.Place(list).Index-1
	}
	evs := looksInto(b, op, b.Place(list).Elem(place.Index{}), at)
	if len(evs) == 0 {
		return nil
	}
	return evs[0]
}

// looksInto returns the event of looking for maps into a parameter at p.
func looksInto(b *Trace, op known.MapOp, p place.Place, at ssa.Instruction) []*Event {
	evs := b.accessAt(op.Op, p, "", at, at.Pos())
	for _, ev := range evs {
		ev.Accesses[0].Depth, ev.Accesses[0].ByFormat = op.Deep, op.Fmt
	}
	return evs
}

// lookedInto appends to out the accesses that a, one within a parameter of the callee,
// is in the builder's function: to the maps in what that gives, or within a parameter
// of its own.
func lookedInto(b *Trace, out []effect.Access, a effect.Access, bd heap.Binding, marks state.SyncSet, at ssa.Instruction) []effect.Access {
	if a.Place.Kind != place.Param || a.Place.Index >= len(bd.Args) {
		return out
	}
	op := known.MapOp{Arg: a.Place.Index, Op: a.Op, Deep: a.Depth, Rest: a.Place.Path != "", Fmt: a.ByFormat}
	for _, ev := range mapOps(b, known.Effect{Ops: []known.MapOp{op}}, bd.Args, at) {
		for _, x := range ev.Accesses {
			x.Thread, x.Sync = a.Thread, marks
			out = append(out, x)
		}
	}
	return out
}

// formats returns the events of a call of a function that nobody here can read and
// that has the form of fmt.Printf: its last parameters are a string, and any number of
// any values; it is given a constant format with as many verbs as values. Such as a
// logger behind an interface, in a field or of another module.
//
// False positive: a logger that is told to leave out what it is given.
func formats(b *Trace, t heap.Target, sig *types.Signature, at ssa.Instruction) []*Event {
	last := len(t.Args) - 1
	if !sig.Variadic() || sig.Params().Len() < 2 || last < 1 || !ssaq.AnySlice(t.Args[last].Type()) {
		return nil
	}
	values := ssaq.Variadic(t.Args[last])
	if len(values) == 0 || len(ssaq.FormatVerbs(t.Args[last-1])) != len(values) {
		return nil
	}
	return mapOps(b, known.Formats(last), t.Args, at)
}
