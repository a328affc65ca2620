package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A function that hands a parameter on to fmt, log or encoding/json looks for maps
// there as these do: in args of "func logf(format string, args ...any)", in v of
// "func respond(w http.ResponseWriter, v any)". It does not know of any map, so it has
// an access to the parameter, which is resolved where a caller shows the type of what
// it gives: [Access.Within].

// handsOn returns the event of handing a variadic parameter on, nil if the arguments
// that an operation looks into are no such list.
func (b *builder) handsOn(op known.MapOp, args []ssa.Value, at ssa.Instruction) *event {
	list, alone := variadicParam(args[op.Arg])
	if list == nil {
		return nil
	}
	if op.Fmt = op.Fmt && alone && op.Arg > 0; op.Fmt {
		format, ok := args[op.Arg-1].(*ssa.Parameter)
		op.Fmt = ok && b.place(format).Index == b.place(list).Index-1
	}
	evs := b.looksInto(op, b.place(list).Elem(place.Index{}), at)
	if len(evs) == 0 {
		return nil
	}
	return evs[0]
}

// variadicParam returns the variadic parameter that v is, or that it is made of by
// putting others before or behind its elements: then alone is false.
func variadicParam(v ssa.Value) (p *ssa.Parameter, alone bool) {
	switch v := v.(type) {
	case *ssa.Parameter:
		fn := v.Parent()
		if fn.Signature.Variadic() && v == fn.Params[len(fn.Params)-1] && anySlice(v.Type()) {
			return v, true
		}
	case *ssa.Call:
		if bi, ok := v.Call.Value.(*ssa.Builtin); ok && bi.Name() == "append" {
			for _, a := range v.Call.Args {
				if p, _ := variadicParam(a); p != nil {
					return p, false
				}
			}
		}
	}
	return nil, false
}

// anySlice reports whether t is a slice of interfaces.
func anySlice(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && types.IsInterface(s.Elem())
}

// looksInto returns the event of looking for maps into a parameter at p.
func (b *builder) looksInto(op known.MapOp, p place.Place, at ssa.Instruction) []*event {
	evs := b.accessAt(op.Op, p, "", at, at.Pos())
	for _, ev := range evs {
		ev.accesses[0].Within, ev.accesses[0].Fmt = op.Deep, op.Fmt
	}
	return evs
}

// lookedInto appends to out the accesses that a, one within a parameter of the callee,
// is in the builder's function: to the maps in what that gives, or within a parameter
// of its own.
func (b *builder) lookedInto(out []Access, a Access, bd binding, marks state.Marks, at ssa.Instruction) []Access {
	if a.Place.Kind != place.Param || a.Place.Index >= len(bd.args) {
		return out
	}
	op := known.MapOp{Arg: a.Place.Index, Op: a.Op, Deep: a.Within, Rest: a.Place.Path != "", Fmt: a.Fmt}
	for _, ev := range b.mapOps(known.Effect{Ops: []known.MapOp{op}}, bd.args, at) {
		for _, x := range ev.accesses {
			x.Thread, x.Marks = a.Thread, marks
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
func (b *builder) formats(t target, sig *types.Signature, at ssa.Instruction) []*event {
	last := len(t.args) - 1
	if !sig.Variadic() || sig.Params().Len() < 2 || last < 1 || !anySlice(t.args[last].Type()) {
		return nil
	}
	values := variadic(t.args[last])
	if len(values) == 0 || len(formatVerbs(t.args[last-1])) != len(values) {
		return nil
	}
	return b.mapOps(known.Formats(last), t.args, at)
}
