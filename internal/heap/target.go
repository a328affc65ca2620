package heap

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Target is what a call is known to run.
type Target struct {
	Fn    *ssa.Function // nil for a function of another package
	Obj   *types.Func
	Binds []ssa.Value     // captured variables of a closure
	Sum   *effect.Summary // nil if nothing is known
	Args  []ssa.Value     // receiver first
}

// Target resolves a call of a function or method, of a literal, of a variable that holds a
// literal, or of an interface method with one implementation in the package.
func (h *Heap) Target(call *ssa.CallCommon) Target {
	t := Target{Args: call.Args}
	if call.IsInvoke() {
		t.Args = append([]ssa.Value{call.Value}, call.Args...)
		t.Obj = call.Method
		if fns := h.Pkg.Implementations(call); len(fns) == 1 {
			t.Fn, t.Obj = fns[0], nil
		}
	} else if fn, binds := h.Pkg.Closure(call.Value); fn != nil {
		t.Fn, t.Binds = fn, binds
	} else if g := ssaq.LoadedGlobal(call.Value); g != nil && g.Pkg != h.Pkg.SSA && g.Object() != nil {
		t.Sum = h.Pkg.Imported(g.Object())
	}
	return h.Pkg.resolveTarget(t)
}

// FuncTarget resolves a function value that is passed to a callee.
func (h *Heap) FuncTarget(v ssa.Value) Target {
	fn, binds := h.Pkg.Closure(v)
	return h.Pkg.resolveTarget(Target{Fn: fn, Binds: binds})
}

// Candidates lists the targets of a call that may have several: of an interface method, the
// methods of the types that implement it; of an element of a table of functions, its functions.
func (h *Heap) Candidates(call *ssa.CallCommon) []Target {
	var out []Target
	if !call.IsInvoke() {
		for _, f := range ssaq.TableFuncs(call.Value, h.Pkg.InitialValues) {
			t := h.FuncTarget(f)
			t.Args = call.Args
			out = append(out, t)
		}
		return out
	}
	fns := h.Pkg.Implementations(call)
	if len(fns) < 2 || known.Func(call.Method).Kind != known.None {
		return nil
	}
	args := append([]ssa.Value{call.Value}, call.Args...)
	for _, fn := range fns {
		out = append(out, h.Pkg.resolveTarget(Target{Fn: fn, Args: args}))
	}
	return out
}

// resolveTarget adds the summary to a target: that of the function if it belongs to this
// package, else the fact of the package that declares it.
func (hs *Heaps) resolveTarget(t Target) Target {
	if t.Fn != nil {
		if o := t.Fn.Origin(); o != nil {
			t.Fn = o
		}
		if obj, ok := t.Fn.Object().(*types.Func); ok {
			t.Obj = obj.Origin()
		}
		if t.Fn.Blocks != nil {
			t.Sum = hs.Summaries[t.Fn]
			return t
		}
		t.Fn = nil
	}
	if t.Obj != nil {
		t.Sum = hs.Imported(t.Obj)
	}
	return t
}

// KnownEffect returns what the tables of package known say of a call's target.
func KnownEffect(t Target) known.Effect {
	if literal := t.Fn != nil && t.Fn.Blocks != nil && t.Obj == nil; literal {
		return known.Effect{}
	}
	e := known.Func(t.Obj)
	isUnread := t.Obj != nil && t.Fn == nil && t.Sum == nil
	if e.Kind == known.None && isUnread {
		e = known.Locker(t.Obj)
	}
	return e
}

// Follows reports whether the target of a call is another function of the package.
func Follows(h *Heap, t Target) bool {
	return t.Fn != nil && t.Fn != h.Fn && h.Pkg.Of[t.Fn] != nil
}

// Actual returns what a value of the callee is for the caller: the argument for a parameter,
// and a constant for a constant; else nil. For a literal, which shares the variables that it
// captures with the caller, it returns any other value as it is.
func (t Target) Actual(v ssa.Value) ssa.Value {
	if v == nil {
		return nil
	}
	v = ssaq.ThroughCell(ssaq.Unboxed(v))
	if p, ok := v.(*ssa.Parameter); ok && p.Parent() == t.Fn {
		if n := slices.Index(t.Fn.Params, p); n < len(t.Args) {
			return t.Args[n]
		}
		return nil
	}
	if _, constant := v.(*ssa.Const); constant || t.Fn.Parent() != nil {
		return v
	}
	return nil
}

// PosAt returns the position by which the caller knows a position in the callee: the
// position itself or, if the callee belongs to another package, that of the call.
func (t Target) PosAt(p effect.Pos, call ssa.Instruction) effect.Pos {
	if t.Fn == nil {
		p.P = ssaq.InstrPos(call)
	}
	return p
}
