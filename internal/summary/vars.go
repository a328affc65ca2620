package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// soleStore returns the value that the local variable a holds from its
// declaration on, or nil if it is assigned again, here or in a closure, or its
// address is taken in another way. Captured variables that are never
// reassigned (receivers, parameters, "for" variables) so keep the place of
// what they hold.
func (e *engine) soleStore(a *ssa.Alloc) ssa.Value {
	if v, ok := e.soles[a]; ok {
		return v
	}
	v := onlyStore(a)
	e.soles[a] = v
	return v
}

func onlyStore(a *ssa.Alloc) ssa.Value {
	n, val := stores(a)
	if n != 1 {
		return nil
	}
	if _, ok := val.(*ssa.Const); ok || isLiteral(val) {
		return nil
	}
	return val
}

// soleLiteral returns the composite literal that the local variable a is assigned once,
// as a whole, nil if there is none.
func soleLiteral(a *ssa.Alloc) ssa.Value {
	if n, val := stores(a); n == 1 && isLiteral(val) {
		return val
	}
	return nil
}

// storeOf returns the first assignment to a local variable as a whole.
func storeOf(a *ssa.Alloc) *ssa.Store {
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			return st
		}
	}
	return nil
}

// stores counts the assignments to the variable that addr is the address of;
// any use that may assign it unseen counts as two.
func stores(addr ssa.Value) (n int, val ssa.Value) {
	refs := addr.Referrers()
	if refs == nil {
		return 2, nil
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != addr {
				return 2, nil
			}
			n, val = n+1, r.Val
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, bound := range r.Bindings {
				if bound == addr && i < len(fn.FreeVars) {
					m, _ := stores(fn.FreeVars[i])
					n += 2 * m // assigned in a closure: at any time
				}
			}
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef, *ssa.Return:
		default:
			return 2, nil
		}
	}
	return n, val
}

// closure returns the function that v is known to hold, with its bindings:
// a function, a literal, a bound method, or a variable or the field of a local
// struct that holds one of them and nothing else.
func (e *engine) closure(v ssa.Value) (*ssa.Function, []ssa.Value) {
	for range 8 { // chains of conversions and variables are short
		switch x := v.(type) {
		case *ssa.Function:
			return x, nil
		case *ssa.MakeClosure:
			return x.Fn.(*ssa.Function), x.Bindings
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.UnOp:
			switch a := x.X.(type) {
			case *ssa.Alloc:
				v = e.soleStore(a)
			case *ssa.Global:
				v = e.globalFunc(a)
			case *ssa.FieldAddr:
				st, _ := structOf(a.X.Type())
				v = e.fieldFunc(wholeStruct(a.X), st.Field(a.Field).Name(), x)
			default:
				return nil, nil
			}
			if v == nil {
				return nil, nil
			}
		default:
			return nil, nil
		}
	}
	return nil, nil
}

// globalFunc returns the function that a package-level variable is
// initialised with, if it is assigned nowhere else in the package.
func (e *engine) globalFunc(g *ssa.Global) ssa.Value {
	return e.globals[g]
}

// fieldFunc returns the function value that is assigned to a field of x, a local
// struct, its value, a pointer to it, or what a constructor returns, whenever control
// comes to an instruction: the options that a function completes before it passes them
// on. It is nil if the field is assigned twice, or where nobody sees.
func (e *engine) fieldFunc(x ssa.Value, field string, at ssa.Instruction) ssa.Value {
	for range 4 { // variable, pointer, literal
		if load, ok := x.(*ssa.UnOp); ok {
			x = load.X
		}
		if call, i := resultOf(x); call != nil {
			if n, _ := fieldStores(x, field); n > 0 {
				return nil
			}
			return e.madeWith(call, i, field)
		}
		a, ok := x.(*ssa.Alloc)
		if !ok {
			return nil
		}
		if _, ok := pointee(a.Type()).Underlying().(*types.Struct); ok {
			if n, set := fieldStores(a, field); n > 0 {
				if n > 1 || !isFunc(set.Val.Type()) || !comesBefore(set, at) {
					return nil
				}
				return set.Val
			}
		}
		if x = e.soleStore(a); x == nil {
			x = soleLiteral(a)
		}
		if x == nil {
			return nil
		}
	}
	return nil
}

// resultOf returns the call of which v is a result, nil if it is none, and which one.
func resultOf(v ssa.Value) (*ssa.Call, int) {
	if x, ok := v.(*ssa.Extract); ok {
		call, _ := x.Tuple.(*ssa.Call)
		return call, x.Index
	}
	call, _ := v.(*ssa.Call)
	return call, 0
}

// madeWith returns the function that a constructor of this package is given and keeps
// in a field of the object that it returns, as result i; nil if another one may be there.
func (e *engine) madeWith(call *ssa.Call, i int, field string) ssa.Value {
	fn := call.Call.StaticCallee()
	if fn == nil || e.sums[fn] == nil {
		return nil
	}
	var kept ssa.Value
	for ret := range returnsOf(fn) {
		switch v := ret.Results[i].(type) {
		case *ssa.Const: // nothing, and an error
		case *ssa.Alloc:
			n, set := fieldStores(v, field)
			if n != 1 || kept != nil && set.Val != kept || !isFunc(set.Val.Type()) {
				return nil
			}
			kept = set.Val
		default:
			return nil
		}
	}
	p, ok := kept.(*ssa.Parameter)
	if !ok {
		return nil
	}
	return call.Call.Args[slices.Index(fn.Params, p)]
}

// comesBefore reports whether one instruction of a function is always executed before
// another.
func comesBefore(first, then ssa.Instruction) bool {
	x, y := first.Block(), then.Block()
	if x == y {
		return slices.Index(x.Instrs, first) < slices.Index(x.Instrs, then)
	}
	return x.Parent() == y.Parent() && x.Dominates(y)
}

// fieldStores counts the assignments to a field of a local struct, or of one that a
// closure has captured, and returns the last; what takes its address counts as two.
func fieldStores(x ssa.Value, field string) (n int, set *ssa.Store) {
	for _, r := range *x.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			st, _ := structOf(r.X.Type())
			if isPromoting(st, r.Field) {
				for _, part := range partValues(r) {
					m, s := fieldStores(part, field)
					if n += m; s != nil {
						set = s
					}
				}
				continue
			}
			if st.Field(r.Field).Name() != field {
				continue
			}
			m, _ := stores(r)
			n += m
			for _, u := range *r.Referrers() {
				if s, ok := u.(*ssa.Store); ok && s.Addr == r {
					set = s
				}
			}
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, bound := range r.Bindings {
				if bound == x && i < len(fn.FreeVars) {
					m, _ := fieldStores(fn.FreeVars[i], field)
					n += 2 * m
				}
			}
		}
	}
	return n, set
}
