package retype

import (
	"go/ast"
	"go/types"
	"strings"
)

// byType declares the word with a type of sync/atomic and calls a method of that type at
// every access, if only this package can access the word and does not copy it.
func (w *word) byType() bool {
	typ, ok := w.declared()
	a, known := w.atomicType()
	accesses, all := w.accesses()
	if !ok || !known || !all {
		return false
	}
	if w.v.Exported() || w.InOtherBuild(w.v.Name()) || !w.AtLeast(w.file, "go1.19") {
		return false
	}
	pkg, es := w.Import(w.file, "sync/atomic")
	w.plan.Add(w.file, es...)
	w.replace(typ.Pos(), typ.End(), pkg+"."+a.name)
	for _, acc := range accesses {
		if acc.lit {
			return false
		}
		if acc.call != nil {
			w.method(acc)
			continue
		}
		o := operation{
			word: w, access: acc, basic: a.operand, signed: a.signed,
			head: func(op string) string { return w.Text(acc.expr) + "." + op + "(" },
		}
		if a.own != a.operand {
			o.load, o.to = [2]string{a.own + "(", ")"}, a.operand
		}
		if !o.rewrite() {
			return false
		}
	}
	return true
}

// declared returns the type in the declaration of the word; ok is false if the declaration
// has other variables, a value or a tag, or if the package copies the struct with the word.
func (w *word) declared() (typ ast.Expr, ok bool) {
	if w.v.IsField() {
		field, st := w.FieldDecl(w.v)
		if field == nil || len(field.Names) != 1 || field.Tag != nil {
			return nil, false
		}
		spec, ok := w.Parent(st).(*ast.TypeSpec)
		if !ok {
			return nil, false
		}
		name, ok := w.Info.Defs[spec.Name].(*types.TypeName)
		return field.Type, ok && !w.IsCopied(name)
	}
	spec := w.ValueSpec(w.v)
	if spec == nil || len(spec.Names) != 1 || len(spec.Values) > 0 {
		return nil, false
	}
	return spec.Type, true
}

// An atomicForm is a type of sync/atomic that can replace another type.
type atomicForm struct {
	name    string // atomic.Int64
	operand string // the type that its methods take and return
	own     string // the type that the variable has now
	signed  bool
}

// atomicType returns the type of sync/atomic for the word. Small integers, for which there
// is none, become 32 bits wide.
func (w *word) atomicType() (a atomicForm, ok bool) {
	own, ok := w.TypeText(w.file, w.v.Type())
	if ptr, is := w.v.Type().Underlying().(*types.Pointer); is {
		elem, known := w.TypeText(w.file, ptr.Elem())
		return atomicForm{name: "Pointer[" + elem + "]", operand: own, own: own}, ok && known
	}
	basic, is := w.v.Type().Underlying().(*types.Basic)
	if !is || !ok {
		return a, false
	}
	operand := wide[basic.Kind()]
	if operand == "" {
		operand = basic.Name()
		if suffixes[basic.Kind()] == "" && basic.Kind() != types.Bool {
			return a, false
		}
	}
	name := strings.ToUpper(operand[:1]) + operand[1:]
	return atomicForm{name: name, operand: operand, own: own, signed: basic.Info()&types.IsUnsigned == 0}, true
}

// wide has the types that replace integers for which sync/atomic has no type.
var wide = map[types.BasicKind]string{
	types.Int: "int64", types.Int8: "int32", types.Int16: "int32", types.Uint: "uint64", types.Uint8: "uint32", types.Uint16: "uint32",
}

// method makes a call of a method of a call of a function of sync/atomic:
// atomic.AddInt32(&x, 1) becomes x.Add(1).
func (w *word) method(a access) {
	name := w.Callee(a.call).Name()
	for _, s := range suffixes {
		name = strings.TrimSuffix(name, s)
	}
	w.replace(a.call.Pos(), a.expr.Pos(), "")
	rest := a.call.Rparen
	if len(a.call.Args) > 1 {
		rest = a.call.Args[1].Pos()
	}
	w.replace(a.expr.End(), rest, "."+name+"(")
}
