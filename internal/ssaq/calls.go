package ssaq

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/typeq"
)

// CalleeObj returns the function or method that a call names: the method of the interface
// for a call through one, the origin for an instance of a generic function. It returns nil
// for a call of a function value.
func CalleeObj(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	if fn, ok := call.Value.(*ssa.Function); ok {
		if o := fn.Origin(); o != nil {
			fn = o
		}
		if obj, ok := fn.Object().(*types.Func); ok {
			return obj
		}
	}
	return nil
}

// IsCallOf reports whether a call names the function with a full name, such as
// "(*sync.Mutex).Lock".
func IsCallOf(call *ssa.Call, name string) bool {
	obj := CalleeObj(call.Common())
	return obj != nil && strings.HasSuffix(name, obj.Name()) && obj.FullName() == name // FullName builds a new string: the cheap test comes first
}

// ResultOf returns the call that v is a result of and the index of the result. It returns
// nil if v is not a result.
func ResultOf(v ssa.Value) (*ssa.Call, int) {
	if x, ok := v.(*ssa.Extract); ok {
		call, _ := x.Tuple.(*ssa.Call)
		return call, x.Index
	}
	call, _ := v.(*ssa.Call)
	return call, 0
}

// IsCallResult reports whether v is a result of a call.
func IsCallResult(v ssa.Value) bool {
	call, _ := ResultOf(v)
	return call != nil
}

// VariadicArgs returns the arguments of a call that SSA passes in a slice made for it. It
// returns nil if v is another slice.
func VariadicArgs(v ssa.Value) []ssa.Value {
	if sl, ok := v.(*ssa.Slice); ok {
		if arr, ok := sl.X.(*ssa.Alloc); ok {
			return ElementValues(arr)
		}
	}
	return nil
}

// VariadicCalls returns the calls to which SSA passes an element of a slice that it makes for
// variadic arguments, given by the address of the element. It reports whether addr is one.
func VariadicCalls(addr ssa.Value) (calls []ssa.CallInstruction, ok bool) {
	elem, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return nil, false
	}
	arr, ok := elem.X.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	for _, use := range *arr.Referrers() {
		sl, ok := use.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, use := range *sl.Referrers() {
			call, ok := use.(ssa.CallInstruction)
			if !ok {
				return nil, false
			}
			calls = append(calls, call)
		}
	}
	return calls, len(calls) > 0
}

// VariadicParam returns the variadic parameter of type ...any that v is, or that append
// puts together with other elements to make v; alone is false in the second case. It
// returns nil if there is none.
func VariadicParam(v ssa.Value) (p *ssa.Parameter, alone bool) {
	switch v := v.(type) {
	case *ssa.Parameter:
		fn := v.Parent()
		if fn.Signature.Variadic() && v == fn.Params[len(fn.Params)-1] && typeq.IsSliceOfInterfaces(v.Type()) {
			return v, true
		}
	case *ssa.Call:
		if bi, ok := v.Call.Value.(*ssa.Builtin); !ok || bi.Name() != "append" {
			return nil, false
		}
		for _, a := range v.Call.Args {
			if p, _ := VariadicParam(a); p != nil {
				return p, false
			}
		}
	}
	return nil, false
}
