package ssaq

import (
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// Unboxed returns the value inside a conversion to an interface.
func Unboxed(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return v.X
	case *ssa.ChangeInterface:
		return Unboxed(v.X)
	case *ssa.ChangeType: // of a type parameter
		if types.IsInterface(v.Type()) {
			return Unboxed(v.X)
		}
	}
	return v
}

// LoadedAlloc returns the variable that v reads.
func LoadedAlloc(v ssa.Value) (*ssa.Alloc, bool) {
	u, ok := v.(*ssa.UnOp)
	if !ok {
		return nil, false
	}
	a, ok := u.X.(*ssa.Alloc)
	return a, ok
}

// LoadedGlobal returns the package-level variable that v reads.
func LoadedGlobal(v ssa.Value) *ssa.Global {
	if u, ok := v.(*ssa.UnOp); ok {
		g, _ := u.X.(*ssa.Global)
		return g
	}
	return nil
}

// CalleeObj returns the function or method that a call names, if it names one.
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

// InstrPos returns the position of an instruction, or of what it belongs to.
func InstrPos(i ssa.Instruction) token.Pos {
	if p := i.Pos(); p.IsValid() {
		return p
	}
	if v, ok := i.(ssa.Value); ok && v.Referrers() != nil {
		for _, r := range *v.Referrers() {
			if r.Pos().IsValid() {
				return r.Pos()
			}
		}
	}
	return i.Parent().Pos()
}

// IsCallOf reports whether call names a function.
func IsCallOf(call *ssa.Call, name string) bool {
	obj := CalleeObj(call.Common())
	return obj != nil && strings.HasSuffix(name, obj.Name()) && obj.FullName() == name // which is made anew each time
}

func IsCallResult(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Call:
		return true
	case *ssa.Extract:
		_, ok := v.Tuple.(*ssa.Call)
		return ok
	}
	return false
}

// IsLookup reports whether an instruction looks up a key in a map.
func IsLookup(i ssa.Instruction) bool {
	l, ok := i.(*ssa.Lookup)
	return ok && IsMap(l.X.Type())
}

// Def returns an instruction as the value that it is, nil if it is none.
func Def(i ssa.Instruction) ssa.Value {
	v, _ := i.(ssa.Value)
	return v
}

// RecvName names the type of a method's receiver, or of that of the method
// around a literal; "" if there is none.
func RecvName(fn *ssa.Function) string {
	recv := Declared(fn).Signature.Recv()
	if recv == nil {
		return ""
	}
	return TypeName(Pointee(recv.Type()))
}

func ResultName(call *ssa.Call, i int) string {
	return call.Name() + "#" + strconv.Itoa(i)
}

// ResultIndex returns which result of its call a place is named after.
func ResultIndex(name string) int {
	i, err := strconv.Atoi(name[strings.LastIndexByte(name, '#')+1:])
	if err != nil {
		return 0
	}
	return i
}

// Changes reports whether v is computed from what the word at addr holds: as bits
// that are set or cleared (x |= y, x &^= y), or counted (x++, x -= y).
func Changes(v *ssa.BinOp, addr ssa.Value) (bits, counts bool) {
	load, ok := v.X.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !SameExpr(load.X, addr, 0) {
		return false, false
	}
	switch v.Op {
	case token.OR, token.AND_NOT, token.AND, token.XOR:
		return true, false
	case token.ADD, token.SUB:
		return false, true
	}
	return false, false
}

// A variable that a function literal captures is a cell in SSA: the function and the literal
// read and assign it by its address, where a variable of the function alone would be a
// value. What the cell holds makes both the same.

// CellOf returns the local variable that v reads, in the function that declares it or in
// a literal that captures it; nil if v reads none.
func CellOf(v ssa.Value) *ssa.Alloc {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	return CellAt(load.X)
}

// LoadsOf lists what is done with the values that are read from a local variable.
func LoadsOf(a *ssa.Alloc) (out []ssa.Instruction) {
	for _, r := range *a.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok {
			out = append(out, *load.Referrers()...)
		}
	}
	return out
}

// ContextKey returns the key by which a context holds a value: a constant, a value
// of a type that is made for it, or a variable. Any other is unknown.
func ContextKey(v ssa.Value) place.Index {
	switch k := Unboxed(v).(type) {
	case *ssa.Const:
		if k.Value != nil {
			return place.ContextKey(TypeName(k.Type()) + " " + k.Value.ExactString())
		}
		return place.ContextKey(TypeName(k.Type()))
	case *ssa.UnOp:
		if g, ok := k.X.(*ssa.Global); ok {
			return place.ContextKey("var " + GlobalName(g))
		}
	}
	return place.Index{}
}

// Stripped returns v without conversions.
func Stripped(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Convert:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		default:
			return v
		}
	}
}

// SameExpr reports whether two values are computed alike from the same
// variables. That a variable may be assigned in between trades a miss for
// quiet.
func SameExpr(x, y ssa.Value, depth int) bool {
	return SameIn(x, y, func(v ssa.Value) ssa.Value { return v }, depth)
}

// SameIn is [SameExpr] for y in a callee, of which outside says what its parameters and
// captured variables are here.
func SameIn(x, y ssa.Value, outside func(ssa.Value) ssa.Value, depth int) bool {
	x, y = Stripped(Uncelled(x)), outside(Stripped(Uncelled(y)))
	if x == y || CellOf(x) != nil && CellOf(x) == CellOf(y) {
		return true
	}
	if depth > 6 {
		return false
	}
	same := func(a, b ssa.Value) bool { return SameIn(a, b, outside, depth+1) }
	switch x := x.(type) {
	case *ssa.Const:
		y, ok := y.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && x.Value.ExactString() == y.Value.ExactString()
	case *ssa.UnOp:
		y, ok := y.(*ssa.UnOp)
		return ok && x.Op == y.Op && same(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := y.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.Field:
		y, ok := y.(*ssa.Field)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.IndexAddr:
		y, ok := y.(*ssa.IndexAddr)
		return ok && same(x.X, y.X) && same(x.Index, y.Index)
	case *ssa.BinOp:
		y, ok := y.(*ssa.BinOp)
		return ok && x.Op == y.Op && same(x.X, y.X) && same(x.Y, y.Y)
	}
	return false
}

// ComparedToZero returns what a comparison compares to nil, zero or "".
func ComparedToZero(c *ssa.BinOp) ssa.Value {
	k, ok := c.Y.(*ssa.Const)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ {
		return nil
	}
	if k.Value == nil || k.Value.ExactString() == "0" || k.Value.ExactString() == `""` {
		return c.X
	}
	return nil
}

// MadeHere reports whether v is a map that is made for one variable alone.
func MadeHere(v ssa.Value) bool {
	m, ok := v.(*ssa.MakeMap)
	return ok && len(*m.Referrers()) == 1
}

// UnlessNil returns the one value that a variable has where it is not nil, nil if there
// are several.
func UnlessNil(v *ssa.Phi) ssa.Value {
	var only ssa.Value
	for _, e := range v.Edges {
		if c, ok := e.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		if only != nil && only != e {
			return nil
		}
		only = e
	}
	return only
}
