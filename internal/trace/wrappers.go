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
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A function that passes a parameter on to fmt, log or encoding/json looks for maps there as
// they do: in args of "func logf(format string, args ...any)", in v of "func respond(w
// http.ResponseWriter, v any)". It does not know the maps. Therefore it has an access to the
// parameter, and a caller that shows the type of its argument resolves it: see
// [effect.Reach].

// passesOn returns the event of passing a variadic parameter on, nil if the arguments that
// an operation looks into are not one.
func passesOn(t *Trace, op known.MapOp, args []ssa.Value, at ssa.Instruction) *Event {
	list, alone := ssaq.VariadicParam(args[op.Arg])
	if list == nil {
		return nil
	}
	if op.Fmt = op.Fmt && alone && op.Arg > 0; op.Fmt {
		format, ok := args[op.Arg-1].(*ssa.Parameter)
		op.Fmt = ok && t.Place(format).Index == t.Place(list).Index-1
	}
	evs := lookup(t, op, t.Place(list).Elem(place.Index{}), at)
	if len(evs) == 0 {
		return nil
	}
	return evs[0]
}

// lookup returns the event of looking for maps in a parameter, at p.
func lookup(t *Trace, op known.MapOp, p place.Place, at ssa.Instruction) []*Event {
	evs := t.accessAt(op.Op, p, "", at, at.Pos())
	for _, ev := range evs {
		ev.Accesses[0].Depth, ev.Accesses[0].ByFormat = op.Deep, op.Fmt
	}
	return evs
}

// appendLookups appends what an access within a parameter of the callee is for the caller:
// accesses to the maps in the argument, or an access within a parameter of the caller.
func (c *calleeCall) appendLookups(out []effect.Access, a effect.Access, sync state.SyncSet) []effect.Access {
	if a.Place.Kind != place.Param || a.Place.Index >= len(c.binding.Args) {
		return out
	}
	op := known.MapOp{Arg: a.Place.Index, Op: a.Op, Deep: a.Depth, Rest: a.Place.Path != "", Fmt: a.ByFormat}
	for _, ev := range mapOps(c.t, known.Effect{Ops: []known.MapOp{op}}, c.binding.Args, c.at) {
		for _, x := range ev.Accesses {
			x.Thread, x.Sync = a.Thread, sync
			out = append(out, x)
		}
	}
	return out
}

// formatCall returns the events of a call of a function that cannot be seen and that has the
// form of fmt.Printf: its last parameters are a string and any number of values of any type,
// and it is given a constant format with as many verbs as values. It may be a logger behind
// an interface, in a field or of another module.
//
// False positive: a logger whose level is off does not read its arguments.
func formatCall(t *Trace, target heap.Target, sig *types.Signature, at ssa.Instruction) []*Event {
	last := len(target.Args) - 1
	hasFormat := sig.Variadic() && sig.Params().Len() >= 2 && last >= 1
	if !hasFormat || !typeq.IsSliceOfInterfaces(target.Args[last].Type()) {
		return nil
	}
	values := ssaq.VariadicArgs(target.Args[last])
	if len(values) == 0 || len(ssaq.FormatVerbs(target.Args[last-1])) != len(values) {
		return nil
	}
	return mapOps(t, known.Formats(last), target.Args, at)
}
