package handover

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A Handover is an instruction by which a function gives a value to code that may go on to
// use it: the function sends it, or passes it to code of which nothing is known.
type Handover struct {
	At    ssa.Instruction
	Value ssa.Value
	Path  string // from what the others get to the value, if a helper puts it into a struct
	// Async is set if the others do not use the value on the goroutine of the function.
	Async bool
	To    string // the function or method that gets the value as an argument; "" for a send
	Channel
}

// A Channel says what is known of the channel of a send, to find those who receive from it.
type Channel struct {
	Place   place.Place // in terms of the function
	Name    string      // the field or global that holds it, "" for others
	Message string      // the type of what it carries, "" if that says too little
}

// handovers lists the handovers of a function, those of its helpers included to the given
// depth. A new way to give a value away is a case here.
//
// False negative: arguments of functions of other packages, since their summaries do not say
// whether they keep them.
func handovers(h *heap.Heap, depth int) []Handover {
	var out []Handover
	for _, instr := range heap.InstrsOf(h, func(ssa.Instruction) bool { return true }) {
		switch i := instr.(type) {
		case *ssa.Send:
			out = append(out, Handover{At: i, Value: i.X, Async: true, Channel: channelOf(h, i.Chan)})
		case *ssa.Select:
			for _, s := range i.States {
				if s.Dir == types.SendOnly {
					out = append(out, Handover{At: i, Value: s.Send, Async: true, Channel: channelOf(h, s.Chan)})
				}
			}
		case ssa.CallInstruction:
			out = append(out, passed(h, i, depth)...)
		}
	}
	return out
}

// passed lists the handovers of a call: of its arguments, if nothing is known of what it
// runs, or by its callee.
func passed(h *heap.Heap, i ssa.CallInstruction, depth int) []Handover {
	call := i.Common()
	_, async := i.(*ssa.Go)
	var out []Handover
	if call.StaticCallee() == nil && h.Pkg.IsForeign(call) {
		for _, arg := range call.Args {
			out = append(out, Handover{At: i, Value: ssaq.Unboxed(arg), To: calledName(call), Async: async})
		}
		return out
	}
	t := h.Target(call)
	if depth == 0 || async || !heap.Follows(h, t) || !passesMap(t.Args) {
		return nil
	}
	callee := h.Pkg.Of[t.Fn]
	bd := h.Bind(t, i)
	for _, inner := range handovers(callee, depth-1) {
		for _, p := range partsOf(callee, inner.Value) {
			if arg := t.Actual(p.Map); p.Map != nil && arg != nil && t.Fn.Parent() == nil {
				inner.At, inner.Value, inner.Path = i, arg, inner.Path+p.Path
				inner.Channel.Place, _ = bd.Place(inner.Channel.Place)
				out = append(out, inner)
			}
		}
	}
	return out
}

// passesMap reports whether an argument is a map.
func passesMap(args []ssa.Value) bool {
	for _, a := range args {
		if typeq.IsMap(a.Type()) {
			return true
		}
	}
	return false
}

// A part is a map in a value that is given away.
type part struct {
	Map  ssa.Value   // nil if it is known only where the map lives
	At   place.Place // of the variable in the object that is given away, if it is given by its address
	Path string      // from the value to the map
	Expr string
}

// partsOf lists the maps of a value: the value itself, or the fields of a struct that the
// function makes, or that it has from elsewhere.
func partsOf(h *heap.Heap, v ssa.Value) []part {
	if typeq.IsMap(v.Type()) {
		return []part{{Map: v, Expr: ssaq.ExprOf(v)}}
	}
	a, ok := v.(*ssa.Alloc)
	if load, isLoad := ssaq.LoadedAlloc(v); isLoad {
		a, ok = load, true
	}
	if !ok {
		return partsAt(h.Place(v), v)
	}
	var out []part
	for _, fa := range ssaq.FieldAddrs(a) {
		n, val := ssaq.CountStores(fa)
		if n != 1 || !typeq.IsMap(val.Type()) {
			continue
		}
		path := ssaq.FieldPath(fa)
		out = append(out, part{Map: val, Path: path, Expr: ssaq.ExprOf(val)})
		if p := h.Place(fa); p.Known() && v == ssa.Value(a) {
			out = append(out, part{At: p, Path: path, Expr: ssaq.ExprOf(fa)})
		}
	}
	return out
}

// partsAt lists the maps of an object of this function's caller, or of a copy of it.
func partsAt(p place.Place, v ssa.Value) []part {
	if load, ok := v.(*ssa.UnOp); !ok || !p.Known() || p.Kind == place.Local || p.Kind == place.Value || load.Op != token.MUL {
		return nil
	}
	if _, owner := typeq.StructOf(v.Type()); owner == "" {
		return nil
	}
	var out []part
	typeq.EachField(v.Type(), func(field *types.Var, path []int) {
		if typeq.IsMap(field.Type()) {
			at := ssaq.StepAll(p, v.Type(), path)
			out = append(out, part{At: at, Path: at.Rest(p).Path, Expr: ssaq.PartExpr(v, field)})
		}
	})
	return out
}

// calledName names what a call of a method of an interface or of a function value calls.
func calledName(call *ssa.CallCommon) string {
	if call.IsInvoke() {
		return call.Method.Name()
	}
	return ssaq.ExprOf(call.Value)
}

// channelOf describes a channel of the function.
func channelOf(h *heap.Heap, ch ssa.Value) Channel {
	out := Channel{Place: h.Place(ch), Message: messageOf(h, ch)}
	if out.Place.Variable() {
		out.Name = out.Place.Owner
	}
	return out
}

// messageOf names the type of what a channel carries: a type of this package, or of a map.
func messageOf(h *heap.Heap, ch ssa.Value) string {
	c, ok := ch.Type().Underlying().(*types.Chan)
	if !ok {
		return ""
	}
	t := typeq.Pointee(c.Elem())
	named, ok := types.Unalias(t).(*types.Named)
	if ok && named.Obj().Pkg() == h.Pkg.Types || typeq.IsMap(t) {
		return types.TypeString(t, nil)
	}
	return ""
}
