package record

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// object says whose object the first argument of a call is: the receiver of a method.
func (b *builder) object(fn *ssa.Function, at ssa.Instruction, args []ssa.Value) link.Object {
	f := b.Of[fn]
	if f == nil || len(args) == 0 {
		return link.Other
	}
	v := ssaq.ThroughCell(ssaq.Unboxed(args[0]))
	p := f.Place(v)
	switch {
	case p.Kind == place.Param && p.Index == 0 && p.Path == "":
		return link.Same
	case p.Kind == place.Local && p.Path == "" && v.Parent() == fn && isOwn(f, v, at):
		return link.Fresh
	}
	return link.Other
}

// isOwn reports whether a function has an object for itself at an instruction: it, or a callee,
// has made it, and nothing that may have happened before gives it away.
//
// Assumes: a method that starts no goroutine does not give its receiver away.
func isOwn(f *order.Flow, v ssa.Value, at ssa.Instruction) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, r := range *refs {
		if r != at && f.Paths.Follows(r, at) && givesAway(f, v, r) {
			return false
		}
	}
	return true
}

// givesAway reports whether an instruction may let others have an object.
func givesAway(f *order.Flow, v ssa.Value, r ssa.Instruction) bool {
	switch r := r.(type) {
	case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.UnOp, *ssa.BinOp, *ssa.DebugRef, *ssa.Extract, *ssa.If:
		return false
	case *ssa.Store:
		return r.Val == v
	case *ssa.Call:
		t := f.Target(&r.Call)
		return !isReceiverOnly(t, v) || t.Sum == nil || len(t.Sum.Threads) > 0
	}
	return true
}

// isReceiverOnly reports whether a call passes v as its receiver, and not otherwise.
func isReceiverOnly(t heap.Target, v ssa.Value) bool {
	if t.Obj == nil || t.Obj.Signature().Recv() == nil {
		return false
	}
	for i, a := range t.Args {
		if (ssaq.Unboxed(a) == v) != (i == 0) {
			return false
		}
	}
	return true
}
