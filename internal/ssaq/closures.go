package ssaq

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// ClosureOf returns the instruction that makes a closure of a function literal, nil if
// there is none.
func ClosureOf(fn *ssa.Function) *ssa.MakeClosure {
	if fn.Referrers() == nil {
		return nil
	}
	for _, r := range *fn.Referrers() {
		if mc, ok := r.(*ssa.MakeClosure); ok {
			return mc
		}
	}
	return nil
}

// CapturesOf lists the variables of a literal that a closure of it binds to v.
func CapturesOf(mc *ssa.MakeClosure, v ssa.Value) (out []*ssa.FreeVar) {
	free := mc.Fn.(*ssa.Function).FreeVars
	for i, bound := range mc.Bindings {
		if bound == v && i < len(free) {
			out = append(out, free[i])
		}
	}
	return out
}

// boundTo returns the value that a closure binds to a captured variable of its literal,
// nil if that is unknown.
func boundTo(v *ssa.FreeVar) ssa.Value {
	mc := ClosureOf(v.Parent())
	i := slices.Index(v.Parent().FreeVars, v)
	if mc == nil || i < 0 || i >= len(mc.Bindings) {
		return nil
	}
	return mc.Bindings[i]
}

// BoundIn returns the function that makes the closures of a literal, and the value of a
// captured variable there; nil if that is unknown.
func BoundIn(lit *ssa.Function, freeVar int) (*ssa.Function, ssa.Value) {
	if freeVar >= len(lit.FreeVars) {
		return nil, nil
	}
	v := boundTo(lit.FreeVars[freeVar])
	if a, ok := v.(*ssa.Alloc); ok {
		v = SoleValue(a)
	}
	return lit.Parent(), v
}

// CalledInPlace reports whether all uses of a closure are calls by the function that makes
// it, without go or defer.
func CalledInPlace(c *ssa.MakeClosure) bool {
	return !slices.ContainsFunc(*c.Referrers(), func(r ssa.Instruction) bool {
		call, ok := r.(*ssa.Call)
		return !ok || call.Call.Value != c || slices.Contains(call.Call.Args, ssa.Value(c))
	})
}

// EscapesToClosure reports whether a closure captures a variable and may assign it at any
// time. A closure that is called in place assigns it during these calls only.
func EscapesToClosure(a *ssa.Alloc) bool {
	return slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		c, ok := r.(*ssa.MakeClosure)
		return ok && !CalledInPlace(c)
	})
}

// DoesNotEscape reports whether the function keeps the address of a variable to itself, to
// closures that it calls in place, and to the Lock and Unlock methods of the variable and
// its fields.
func DoesNotEscape(addr ssa.Value) bool {
	return !slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			return !DoesNotEscape(r)
		case *ssa.Store:
			return r.Addr != addr
		case *ssa.UnOp, *ssa.DebugRef:
			return false
		case *ssa.MakeClosure:
			return !CalledInPlace(r) || slices.ContainsFunc(CapturesOf(r, addr), func(v *ssa.FreeVar) bool { return !DoesNotEscape(v) })
		case ssa.CallInstruction:
			return !locksOrUnlocks(r.Common())
		}
		return true
	})
}

// locksOrUnlocks reports whether a call names a method that locks or unlocks.
func locksOrUnlocks(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	switch cmp.Or(known.Func(obj).Kind, known.Locker(obj).Kind) {
	case known.Lock, known.TryLock, known.Unlock:
		return true
	}
	return false
}

// DeclaringFunction returns the function that declares the variable which the literal fn
// captures as its free variable with an index. It returns nil if that is unknown.
func DeclaringFunction(fn *ssa.Function, freeVar int) *ssa.Function {
	for fn.Parent() != nil {
		mc := ClosureOf(fn)
		if mc == nil || freeVar >= len(mc.Bindings) {
			return nil
		}
		fv, ok := mc.Bindings[freeVar].(*ssa.FreeVar)
		fn = fn.Parent()
		if !ok {
			return fn
		}
		freeVar = slices.Index(fn.FreeVars, fv)
	}
	return nil
}
