package program

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// SoleValue is [ssaq.SoleValue], computed once for each variable: the value that a local
// variable holds from its declaration on. A captured variable that is never reassigned, such
// as a receiver, a parameter or the variable of a for statement, has the place of that value.
func (p *Program) SoleValue(a *ssa.Alloc) ssa.Value {
	if v, ok := p.soleValues[a]; ok {
		return v
	}
	v := ssaq.SoleValue(a)
	p.soleValues[a] = v
	return v
}

// SoleValueAt returns the value that the local variable at addr holds from its declaration
// on, see [Program.SoleValue]. It returns nil if addr is not the address of a local
// variable.
func (p *Program) SoleValueAt(addr ssa.Value) ssa.Value {
	if a, ok := addr.(*ssa.Alloc); ok {
		return p.SoleValue(a)
	}
	return nil
}

// soleLiteral returns the composite literal that is the only value of a local variable as
// a whole, nil if there is none.
func soleLiteral(a *ssa.Alloc) ssa.Value {
	if n, val := ssaq.CountStores(a); n == 1 && ssaq.IsCompositeLiteral(val) {
		return val
	}
	return nil
}

// maxFuncSteps bounds the conversions and variables through which Closure follows a function
// value.
const maxFuncSteps = 8

// Closure returns the function that v is known to be, and the values that it captures: a
// declared function, a literal, a bound method, or what a variable or a field of a local
// struct holds that holds nothing else. It returns nil if that is unknown.
func (p *Program) Closure(v ssa.Value) (*ssa.Function, []ssa.Value) {
	for range maxFuncSteps {
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
			v = p.heldAt(x.X, x)
			if v == nil {
				return nil, nil
			}
		default:
			return nil, nil
		}
	}
	return nil, nil
}

// heldAt returns the only value that the variable at addr holds when an instruction reads
// it, nil if that is unknown.
func (p *Program) heldAt(addr ssa.Value, read *ssa.UnOp) ssa.Value {
	switch a := addr.(type) {
	case *ssa.Alloc:
		return p.SoleValue(a)
	case *ssa.Global:
		return p.GlobalFuncs[a]
	case *ssa.FieldAddr:
		st, _ := typeq.StructOf(a.X.Type())
		return p.FieldFunc(ssaq.WholeStruct(a.X), st.Field(a.Field).Name(), read)
	}
	return nil
}

// maxStructSteps bounds the variables, pointers and literals through which FieldFunc follows
// a struct.
const maxStructSteps = 4

// FieldFunc returns the function value that a field of x holds at an instruction. x is a
// local struct, its value, a pointer to it, or the result of a constructor: for example the
// options that a function fills in before it passes them on. FieldFunc returns nil if the
// field is assigned twice, or may be assigned by other functions.
func (p *Program) FieldFunc(x ssa.Value, field string, at ssa.Instruction) ssa.Value {
	for range maxStructSteps {
		if load, ok := x.(*ssa.UnOp); ok {
			x = load.X
		}
		if call, i := ssaq.ResultOf(x); call != nil {
			if n, _ := ssaq.CountFieldStores(x, field); n > 0 {
				return nil
			}
			return p.madeWith(call, i, field)
		}
		if fa, ok := x.(*ssa.FieldAddr); ok { // a field that leads to the struct
			n, set := countFieldStores(fa.X, ssaq.FieldAt(fa).Name())
			if n != 1 || !ssaq.Dominates(set, at) {
				return nil
			}
			x = set.Val
			continue
		}
		a, ok := x.(*ssa.Alloc)
		if !ok {
			return nil
		}
		if _, ok := typeq.Pointee(a.Type()).Underlying().(*types.Struct); ok {
			if n, set := ssaq.CountFieldStores(a, field); n > 0 {
				if n > 1 || !typeq.IsFunc(set.Val.Type()) || !ssaq.Dominates(set, at) {
					return nil
				}
				return set.Val
			}
		}
		if x = p.SoleValue(a); x == nil {
			x = soleLiteral(a)
		}
		if x == nil {
			return nil
		}
	}
	return nil
}

// countFieldStores is [ssaq.CountFieldStores] for a pointer, which may be read from a variable
// again each time.
func countFieldStores(x ssa.Value, field string) (n int, last *ssa.Store) {
	from, _ := ssaq.LoadedAlloc(x)
	if from == nil {
		if x.Referrers() == nil {
			return 0, nil
		}
		return ssaq.CountFieldStores(x, field)
	}
	if n, _ := ssaq.CountStores(from); n != 1 {
		return 0, nil
	}
	for _, r := range *from.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok {
			m, st := ssaq.CountFieldStores(load, field)
			if n += m; st != nil {
				last = st
			}
		}
	}
	return n, last
}

// madeWith returns the function value that a call passes to a constructor of this package
// and that the constructor stores into a field of its result i. It returns nil if the field
// may hold another one.
func (p *Program) madeWith(call *ssa.Call, i int, field string) ssa.Value {
	fn := call.Call.StaticCallee()
	if fn == nil || p.Summaries[fn] == nil {
		return nil
	}
	var kept ssa.Value
	for ret := range ssaq.ReturnsOf(fn) {
		switch v := ret.Results[i].(type) {
		case *ssa.Const: // nil, returned with an error
		case *ssa.Alloc:
			n, set := ssaq.CountFieldStores(v, field)
			if n != 1 || kept != nil && set.Val != kept || !typeq.IsFunc(set.Val.Type()) {
				return nil
			}
			kept = set.Val
		default:
			return nil
		}
	}
	param, ok := kept.(*ssa.Parameter)
	if !ok {
		return nil
	}
	return call.Call.Args[slices.Index(fn.Params, param)]
}
