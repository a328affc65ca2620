package ssaq

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// StaysHere reports whether the address of a variable goes no further than to the
// methods of its locks.
func StaysHere(addr ssa.Value) bool {
	return !slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			return !StaysHere(r)
		case *ssa.Store:
			return r.Addr != addr
		case *ssa.UnOp, *ssa.DebugRef:
			return false
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			return !CalledInPlace(r) || slices.ContainsFunc(fn.FreeVars, func(v *ssa.FreeVar) bool {
				return r.Bindings[slices.Index(fn.FreeVars, v)] == addr && !StaysHere(v)
			})
		case ssa.CallInstruction:
			return !locksOrUnlocks(r.Common())
		}
		return true
	})
}

// locksOrUnlocks reports whether a call is of a method of a lock.
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

// Printed yields the arguments of a variadic call that an operation looks into.
func Printed(op known.MapOp, args []ssa.Value) iter.Seq2[int, ssa.Value] {
	return func(yield func(int, ssa.Value) bool) {
		verbs := ""
		if op.Fmt && op.Arg > 0 {
			verbs = FormatVerbs(args[op.Arg-1])
		}
		for i, v := range Variadic(args[op.Arg]) {
			if op.Fmt && (i >= len(verbs) || strings.ContainsRune("pT", rune(verbs[i]))) {
				continue // %p and %T look at no map
			}
			if !yield(i, v) {
				return
			}
		}
	}
}

// FormatVerbs returns the verbs of a constant format, one for each argument.
func FormatVerbs(v ssa.Value) string {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return ""
	}
	var verbs strings.Builder
	s := constant.StringVal(c.Value)
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		i++
		for i < len(s) && strings.IndexByte("+-# 0123456789.", s[i]) >= 0 {
			i++
		}
		switch {
		case i >= len(s) || s[i] == '*' || s[i] == '[':
			return "" // widths and indexes among the arguments: not worth it
		case s[i] != '%':
			verbs.WriteByte(s[i])
		}
	}
	return verbs.String()
}

// Captured reports whether a closure has the variable, which it may assign at any
// time. What a closure that is only called does is done by its calls.
func Captured(a *ssa.Alloc) bool {
	return slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		c, ok := r.(*ssa.MakeClosure)
		return ok && !CalledInPlace(c)
	})
}

// CalledInPlace reports whether the function that makes a closure calls it, on its own
// thread, and does
// nothing else with it.
func CalledInPlace(c *ssa.MakeClosure) bool {
	return !slices.ContainsFunc(*c.Referrers(), func(r ssa.Instruction) bool {
		call, ok := r.(*ssa.Call)
		return !ok || call.Call.Value != c || slices.Contains(call.Call.Args, ssa.Value(c))
	})
}

// OthersTo lists the assignments to the variable as a whole but for one.
func OthersTo(a *ssa.Alloc, st *ssa.Store) []ssa.Instruction {
	var out []ssa.Instruction
	for _, r := range *a.Referrers() {
		if o, ok := r.(*ssa.Store); ok && o.Addr == a && o != st {
			out = append(out, o)
		}
	}
	return out
}

// DefinedIn returns the function around fn that has a captured variable as its own.
func DefinedIn(fn *ssa.Function, freeVar int) *ssa.Function {
	for fn.Parent() != nil {
		mc := closureOf(fn)
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

// closureOf returns the instruction that makes a literal, nil if there is none.
func closureOf(fn *ssa.Function) *ssa.MakeClosure {
	for _, blk := range fn.Parent().Blocks {
		for _, instr := range blk.Instrs {
			if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn == fn {
				return mc
			}
		}
	}
	return nil
}

// Declared returns the declared function that fn is, or is a literal in.
func Declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// Anonymous lists the literals in fn, and those in them.
func Anonymous(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	for _, f := range fn.AnonFuncs {
		out = append(append(out, f), Anonymous(f)...)
	}
	return out
}

// VariadicParam returns the variadic parameter that v is, or that it is made of by
// putting others before or behind its elements: then alone is false.
func VariadicParam(v ssa.Value) (p *ssa.Parameter, alone bool) {
	switch v := v.(type) {
	case *ssa.Parameter:
		fn := v.Parent()
		if fn.Signature.Variadic() && v == fn.Params[len(fn.Params)-1] && AnySlice(v.Type()) {
			return v, true
		}
	case *ssa.Call:
		if bi, ok := v.Call.Value.(*ssa.Builtin); ok && bi.Name() == "append" {
			for _, a := range v.Call.Args {
				if p, _ := VariadicParam(a); p != nil {
					return p, false
				}
			}
		}
	}
	return nil, false
}

// AnySlice reports whether t is a slice of interfaces.
func AnySlice(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && types.IsInterface(s.Elem())
}

// Received returns the channel that v was received from, nil if v was not.
func Received(v ssa.Value) ssa.Value {
	ext, ok := v.(*ssa.Extract)
	if ok {
		v = ext.Tuple
	}
	switch x := v.(type) {
	case *ssa.UnOp:
		if x.Op == token.ARROW {
			return x.X
		}
	case *ssa.Select: // the values received follow the index and the ok
		n := 2
		for _, s := range x.States {
			if s.Dir != types.RecvOnly {
				continue
			}
			if n == ext.Index {
				return s.Chan
			}
			n++
		}
	}
	return nil
}

// Variadic returns the arguments that a call passes in the slice v.
func Variadic(v ssa.Value) []ssa.Value {
	sl, ok := v.(*ssa.Slice)
	if !ok {
		return nil
	}
	arr, ok := sl.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	var out []ssa.Value
	for _, r := range *arr.Referrers() {
		ia, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, u := range *ia.Referrers() {
			if st, ok := u.(*ssa.Store); ok && st.Addr == ia {
				out = append(out, st.Val)
			}
		}
	}
	return out
}
