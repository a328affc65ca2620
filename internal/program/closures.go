package program

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// SoleStore returns the value that the local variable a holds from its
// declaration on, or nil if it is assigned again, here or in a closure, or its
// address is taken in another way. Captured variables that are never
// reassigned (receivers, parameters, "for" variables) so keep the place of
// what they hold.
func (e *Program) SoleStore(a *ssa.Alloc) ssa.Value {
	if v, ok := e.soles[a]; ok {
		return v
	}
	v := ssaq.OnlyStore(a)
	e.soles[a] = v
	return v
}

// soleLiteral returns the composite literal that the local variable a is assigned once,
// as a whole, nil if there is none.
func soleLiteral(a *ssa.Alloc) ssa.Value {
	if n, val := ssaq.Stores(a); n == 1 && ssaq.IsLiteral(val) {
		return val
	}
	return nil
}

// Closure returns the function that v is known to hold, with its bindings:
// a function, a literal, a bound method, or a variable or the field of a local
// struct that holds one of them and nothing else.
func (e *Program) Closure(v ssa.Value) (*ssa.Function, []ssa.Value) {
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
				v = e.SoleStore(a)
			case *ssa.Global:
				v = e.globalFunc(a)
			case *ssa.FieldAddr:
				st, _ := ssaq.StructOf(a.X.Type())
				v = e.FieldFunc(ssaq.WholeStruct(a.X), st.Field(a.Field).Name(), x)
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
func (e *Program) globalFunc(g *ssa.Global) ssa.Value {
	return e.Globals[g]
}

// FieldFunc returns the function value that is assigned to a field of x, a local
// struct, its value, a pointer to it, or what a constructor returns, whenever control
// comes to an instruction: the options that a function completes before it passes them
// on. It is nil if the field is assigned twice, or where nobody sees.
func (e *Program) FieldFunc(x ssa.Value, field string, at ssa.Instruction) ssa.Value {
	for range 4 { // variable, pointer, literal
		if load, ok := x.(*ssa.UnOp); ok {
			x = load.X
		}
		if call, i := ssaq.ResultOf(x); call != nil {
			if n, _ := ssaq.FieldStores(x, field); n > 0 {
				return nil
			}
			return e.madeWith(call, i, field)
		}
		a, ok := x.(*ssa.Alloc)
		if !ok {
			return nil
		}
		if _, ok := ssaq.Pointee(a.Type()).Underlying().(*types.Struct); ok {
			if n, set := ssaq.FieldStores(a, field); n > 0 {
				if n > 1 || !ssaq.IsFunc(set.Val.Type()) || !ssaq.ComesBefore(set, at) {
					return nil
				}
				return set.Val
			}
		}
		if x = e.SoleStore(a); x == nil {
			x = soleLiteral(a)
		}
		if x == nil {
			return nil
		}
	}
	return nil
}

// madeWith returns the function that a constructor of this package is given and keeps
// in a field of the object that it returns, as result i; nil if another one may be there.
func (e *Program) madeWith(call *ssa.Call, i int, field string) ssa.Value {
	fn := call.Call.StaticCallee()
	if fn == nil || e.Summaries[fn] == nil {
		return nil
	}
	var kept ssa.Value
	for ret := range ssaq.ReturnsOf(fn) {
		switch v := ret.Results[i].(type) {
		case *ssa.Const: // nothing, and an error
		case *ssa.Alloc:
			n, set := ssaq.FieldStores(v, field)
			if n != 1 || kept != nil && set.Val != kept || !ssaq.IsFunc(set.Val.Type()) {
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
