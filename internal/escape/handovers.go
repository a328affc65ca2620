package escape

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A Handover is an instruction by which a function gives a value to code that may go on to
// use it.
type Handover struct {
	At      ssa.Instruction
	Value   ssa.Value
	Channel ssa.Value // of a send
	To      string    // the function or method that gets the value as an argument
}

// Handovers lists what a function sends, and what it passes to code of which nothing is
// known. A new way to give a value away is a case here.
//
// False negative: arguments of functions of other packages without a summary, and those
// of go statements.
func Handovers(h *heap.Heap) []Handover {
	var out []Handover
	for _, instr := range heap.InstrsOf(h, func(ssa.Instruction) bool { return true }) {
		switch i := instr.(type) {
		case *ssa.Send:
			out = append(out, Handover{At: i, Value: i.X, Channel: i.Chan})
		case *ssa.Select:
			for _, s := range i.States {
				if s.Dir == types.SendOnly {
					out = append(out, Handover{At: i, Value: s.Send, Channel: s.Chan})
				}
			}
		case *ssa.Call:
			if i.Call.StaticCallee() == nil && h.Pkg.IsForeign(&i.Call) {
				for _, arg := range i.Call.Args {
					out = append(out, Handover{At: i, Value: ssaq.Unboxed(arg), To: calledName(&i.Call)})
				}
			}
		}
	}
	return out
}

// calledName names what a call of a method of an interface or of a function value calls.
func calledName(call *ssa.CallCommon) string {
	if call.IsInvoke() {
		return call.Method.Name()
	}
	return ssaq.ExprOf(call.Value)
}

// ChannelName names the variable that holds a Channel: a field, or a global; "" for others.
func ChannelName(h *heap.Heap, ch ssa.Value) string {
	if p := h.Place(ch); p.Owner != "" || p.Path == "" {
		return p.Owner
	}
	return ""
}

// Message names the type of what a channel carries, if this package declares it.
func Message(h *heap.Heap, ch ssa.Value) string {
	c, ok := ch.Type().Underlying().(*types.Chan)
	if !ok {
		return ""
	}
	named, ok := types.Unalias(typeq.Pointee(c.Elem())).(*types.Named)
	if !ok || named.Obj().Pkg() != h.Pkg.Types {
		return ""
	}
	return typeq.TypeName(named)
}
