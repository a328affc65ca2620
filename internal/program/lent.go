package program

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A Lent is a method that code of others can call while a call lasts: the call passes them
// the object as an interface, or the method as a value.
type Lent struct {
	Fn    *ssa.Function
	Args  []ssa.Value // the receiver
	Binds []ssa.Value // what a literal captures
}

// Lent lists the methods and literals that a call lends to code of which nothing is known: a
// function value, a method of an interface without implementations here, a function of
// another package that is not one of the standard library.
//
// Assumes: the standard library starts no goroutines that outlive the call, unless package
// known says so. A method that lends its own object starts its goroutines for itself.
func (p *Program) Lent(call *ssa.CallCommon) []Lent {
	if !p.IsForeign(call) {
		return nil
	}
	var out []Lent
	for _, arg := range withFields(call.Args) {
		switch arg := arg.(type) {
		case *ssa.MakeInterface:
			out = append(out, p.lentMethods(arg)...)
		case *ssa.MakeClosure:
			out = append(out, Lent{Fn: arg.Fn.(*ssa.Function), Binds: arg.Bindings})
		}
	}
	return out
}

// withFields lists values, and for those that are structs which the function makes also what
// it assigns to their fields.
func withFields(vs []ssa.Value) []ssa.Value {
	out := slices.Clip(vs) // appending copies
	for _, v := range vs {
		a, ok := v.(*ssa.Alloc)
		if load, isLoad := ssaq.LoadedAlloc(v); isLoad {
			a, ok = load, true
		}
		if !ok {
			continue
		}
		for _, fa := range ssaq.FieldAddrs(a) {
			if n, val := ssaq.CountStores(fa); n == 1 {
				out = append(out, val)
			}
		}
	}
	return out
}

// IsForeign reports whether nothing is known of what a call runs.
func (p *Program) IsForeign(call *ssa.CallCommon) bool {
	if call.IsInvoke() {
		return len(p.implementers(call)) == 0 && known.Func(call.Method).Kind == known.None
	}
	if _, builtin := call.Value.(*ssa.Builtin); builtin {
		return false
	}
	fn, _ := p.Closure(call.Value)
	if fn == nil {
		return true
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && len(fn.Blocks) == 0 && obj.Pkg() != nil && !known.CallsNow(obj) && known.Func(obj).Kind == known.None
}

// lentMethods lists the methods of an object of this package that whoever gets it as an
// interface can call.
func (p *Program) lentMethods(boxed *ssa.MakeInterface) []Lent {
	iface, _ := boxed.Type().Underlying().(*types.Interface)
	_, param := boxed.X.(*ssa.Parameter)
	named, _ := types.Unalias(typeq.Pointee(boxed.X.Type())).(*types.Named)
	if iface == nil || param || named == nil || named.Obj().Pkg() != p.Types || iface.NumMethods() > maxImplementations {
		return nil
	}
	var out []Lent
	for m := range iface.Methods() {
		if fn := p.method(boxed.X.Type(), m); fn != nil {
			out = append(out, Lent{Fn: fn, Args: []ssa.Value{boxed.X}})
		}
	}
	return out
}

// lentBy lists the functions that the instructions of a function lend.
func (p *Program) lentBy(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	for instr := range ssaq.InstrsOf(fn) {
		if call, ok := instr.(*ssa.Call); ok {
			for _, l := range p.Lent(call.Common()) {
				out = append(out, l.Fn)
			}
		}
	}
	return out
}
