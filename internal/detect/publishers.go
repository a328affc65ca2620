package detect

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A handover is an instruction by which a function gives a value to code that may go on to
// use it.
type handover struct {
	at      ssa.Instruction
	value   ssa.Value
	channel ssa.Value // of a send
	to      string    // the function or method that gets the value as an argument
}

// handovers lists what a function sends, and what it passes to code of which nothing is
// known. A new way to give a value away is a case here.
//
// False negative: arguments of functions of other packages without a summary, and those
// of go statements.
func handovers(f *order.Flow) []handover {
	var out []handover
	for _, instr := range heap.InstrsOf(f.Heap, func(ssa.Instruction) bool { return true }) {
		switch i := instr.(type) {
		case *ssa.Send:
			out = append(out, handover{at: i, value: i.X, channel: i.Chan})
		case *ssa.Select:
			for _, s := range i.States {
				if s.Dir == types.SendOnly {
					out = append(out, handover{at: i, value: s.Send, channel: s.Chan})
				}
			}
		case *ssa.Call:
			if i.Call.StaticCallee() == nil && f.Pkg.IsForeign(&i.Call) {
				for _, arg := range i.Call.Args {
					out = append(out, handover{at: i, value: ssaq.Unboxed(arg), to: calledName(&i.Call)})
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

// channelName names the variable that holds a channel: a field, or a global; "" for others.
func channelName(f *order.Flow, ch ssa.Value) string {
	if p := f.Place(ch); p.Owner != "" || p.Path == "" {
		return p.Owner
	}
	return ""
}

// message names the type of what a channel carries, if this package declares it.
func message(f *order.Flow, ch ssa.Value) string {
	c, ok := ch.Type().Underlying().(*types.Chan)
	if !ok {
		return ""
	}
	named, ok := types.Unalias(typeq.Pointee(c.Elem())).(*types.Named)
	if !ok || named.Obj().Pkg() != f.Pkg.Types {
		return ""
	}
	return typeq.TypeName(named)
}
