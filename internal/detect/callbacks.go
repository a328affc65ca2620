package detect

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// CallbackWrites lists the writes without a lock by functions that are passed to unknown code, and
// that synchronize something else: an atomic variable or a lock that is local to the function which
// passes them, and that nobody else has. Their author knows that several of them run at once.
func CallbackWrites(fs *order.Flows) []effect.CallbackWrite {
	var out []effect.CallbackWrite
	for _, fn := range fs.NonTest {
		if fn.Synthetic != "" {
			continue
		}
		f := fs.Of[fn]
		all := callbacksOf(f)
		for _, c := range all {
			if slices.ContainsFunc(c.Binds, func(v ssa.Value) bool { return ownedBy(f, v, all) && synchronizes(c.target(v), maxSyncSteps) }) {
				out = append(out, c.writes(f)...)
			}
		}
	}
	return out
}

// callback is a function value with captured variables that a function passes to unknown code.
type callback struct {
	heap.Target
	call ssa.CallInstruction
}

// callbacksOf lists the callbacks that a function passes on.
func callbacksOf(f *order.Flow) (out []callback) {
	for instr := range ssaq.InstrsOf(f.Fn) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || !f.Pkg.IsForeign(call.Common()) || f.Target(call.Common()).Sum != nil || len(f.Candidates(call.Common())) > 0 {
			continue
		}
		add := func(v ssa.Value) {
			if t := f.FuncTarget(v); t.Sum != nil && len(t.Binds) > 0 {
				out = append(out, callback{t, call})
			}
		}
		for _, arg := range call.Common().Args {
			if typeq.IsFunc(arg.Type()) {
				add(arg)
			}
		}
		for _, l := range f.Pkg.Lent(call.Common()) { // in a struct
			if len(l.Binds) > 0 && !slices.ContainsFunc(out, func(c callback) bool { return c.Fn == l.Fn }) {
				t := f.FuncTarget(l.Fn)
				t.Binds = l.Binds
				out = append(out, callback{t, call})
			}
		}
	}
	return out
}

// target returns the variable of the callback to which a value is bound.
func (c callback) target(bound ssa.Value) ssa.Value {
	return c.Fn.FreeVars[slices.Index(c.Binds, bound)]
}

// writes lists what the callback writes to, without a lock, that outlives one run of it.
func (c callback) writes(f *order.Flow) (out []effect.CallbackWrite) {
	th := &effect.Thread{Name: "callback", Pos: effect.Pos{P: ssaq.InstrPos(c.call)}, Many: true}
	if c.Fn.Pos().IsValid() {
		th.Pos.P = c.Fn.Pos()
	}
	bd := heap.Binding{Caller: f.Heap, At: c.call, Binds: c.Binds}
	for _, a := range c.Sum.Accesses {
		captured := a.Place.Kind == place.FreeVar
		if !captured || !a.Op.Changes() || a.Thread > 0 || len(a.Sync) > 0 || a.Elsewhere() {
			continue
		}
		if a.Place, _ = bd.Place(a.Place); a.Place.Known() {
			out = append(out, effect.CallbackWrite{Access: a, Thread: th})
		}
	}
	return out
}

// ownedBy reports whether a function makes the object that is bound to a variable of a callback, and
// nobody has that object but the function itself and its callbacks.
func ownedBy(f *order.Flow, v ssa.Value, callbacks []callback) bool {
	a, ok := v.(*ssa.Alloc)
	if !ok {
		return false
	}
	if held := f.Pkg.SoleValue(a); held != nil && typeq.IsReference(typeq.Pointee(a.Type())) {
		if _, made := held.(*ssa.Alloc); !made {
			return false
		}
	}
	return !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		mc, ok := r.(*ssa.MakeClosure)
		return ok && !ssaq.CalledInPlace(mc) && !slices.ContainsFunc(callbacks, func(c callback) bool { return c.Fn == mc.Fn })
	})
}

// maxSyncSteps bounds the fields, calls and literals between a captured variable and the operation
// that synchronizes it.
const maxSyncSteps = 4

// synchronizes reports whether a callback uses what v leads to with sync/atomic, or as a lock.
func synchronizes(v ssa.Value, depth int) bool {
	if depth == 0 || v.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			return synchronizes(r, depth) // as many as there are in the source
		case *ssa.UnOp:
			return synchronizes(r, depth-1)
		case *ssa.MakeClosure:
			return slices.ContainsFunc(ssaq.CapturesOf(r, v), func(free *ssa.FreeVar) bool { return synchronizes(free, depth-1) })
		case ssa.CallInstruction:
			return synchronizedBy(v, r.Common(), depth)
		}
		return false
	})
}

// synchronizedBy is [synchronizes] for a call that is passed v.
func synchronizedBy(v ssa.Value, call *ssa.CallCommon, depth int) bool {
	i := slices.Index(call.Args, v)
	obj := ssaq.CalleeObj(call)
	if i < 0 || obj == nil {
		return false
	}
	if i == 0 && (known.IsAtomic(obj) || known.Func(obj).Kind == known.Lock) {
		return true
	}
	callee := call.StaticCallee()
	return callee != nil && i < len(callee.Params) && callee.Blocks != nil && synchronizes(callee.Params[i], depth-1)
}
