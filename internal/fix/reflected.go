package fix

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/known"
)

// reflected lists the calls in a file that may read a field of d by reflection, as
// encoding/json and fmt do: of an object that others may have, which becomes a value of
// an interface without methods. ok is false if a lock at the call would not do: the
// object has no name there, or goes elsewhere with the interface.
//
// False positive: a fix is withheld where a function of another package keeps such a
// value without a look into it.
func (d *declaration) reflected(file *ast.File) (out []use, ok bool) {
	if !d.v.IsField() || d.inTest(file.Pos()) {
		return nil, true
	}
	typ := d.structOf(d.v)
	ok = true
	ast.Inspect(file, func(n ast.Node) bool {
		for _, b := range boxings(d.planner, n) {
			if !ok || !d.shows(typeOf(d.Info, b.value)) || harmlessBox(d.planner, b) {
				continue
			}
			u := use{expr: b.value, node: b.at, known: true}
			if d.function(b.at) == nil || d.unshared(u) {
				continue
			}
			if b.call == nil || !isStructOf(typeOf(d.Info, b.value), typ) || d.peel(b.value, 0) == nil {
				ok = false
				continue
			}
			out = append(out, u)
		}
		return ok
	})
	return out, ok
}

// isStructOf reports whether t is the type typ or a pointer to it.
func isStructOf(t types.Type, typ *types.TypeName) bool {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && typ != nil && n.Origin().Obj() == typ
}

// A boxing is a place where a value becomes one of an interface without methods.
type boxing struct {
	value ast.Expr
	at    ast.Node
	call  *ast.CallExpr // of which the value is an argument, nil elsewhere
	arg   int
}

// boxings lists the boxings that a node makes itself.
func boxings(p *planner, n ast.Node) (out []boxing) {
	add := func(to types.Type, values ...ast.Expr) {
		for _, v := range values {
			if isAny(to) && !types.IsInterface(typeOf(p.Info, v)) {
				out = append(out, boxing{value: v, at: n})
			}
		}
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		return boxedArgs(p, n)
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			if len(n.Lhs) == len(n.Rhs) {
				add(typeOf(p.Info, l), n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		if n.Type != nil {
			add(typeOf(p.Info, n.Type), n.Values...)
		}
	case *ast.SendStmt:
		if c, ok := typeOf(p.Info, n.Chan).Underlying().(*types.Chan); ok {
			add(c.Elem(), n.Value)
		}
	case *ast.ReturnStmt:
		if sig := p.signature(p.function(n)); sig != nil && sig.Results().Len() == len(n.Results) {
			for i, r := range n.Results {
				add(sig.Results().At(i).Type(), r)
			}
		}
	case *ast.CompositeLit:
		boxedElems(p, n, add)
	}
	return out
}

// boxedElems calls add for the elements of a literal with the types that they get.
func boxedElems(p *planner, lit *ast.CompositeLit, add func(to types.Type, values ...ast.Expr)) {
	t := typeOf(p.Info, lit).Underlying()
	for i, e := range lit.Elts {
		kv, keyed := e.(*ast.KeyValueExpr)
		value := e
		if keyed {
			value = kv.Value
		}
		switch t := t.(type) {
		case *types.Map:
			add(t.Elem(), value)
		case *types.Slice:
			add(t.Elem(), value)
		case *types.Array:
			add(t.Elem(), value)
		case *types.Struct:
			if keyed {
				add(typeOf(p.Info, kv.Key), value)
			} else {
				add(t.Field(i).Type(), value)
			}
		}
	}
}

// boxedArgs lists the arguments of a call that become values of an interface or, in a
// function of this package, of a type parameter.
func boxedArgs(p *planner, c *ast.CallExpr) (out []boxing) {
	if tv := p.Info.Types[c.Fun]; tv.IsBuiltin() {
		return nil
	} else if tv.IsType() {
		if isAny(tv.Type) && !types.IsInterface(typeOf(p.Info, c.Args[0])) {
			out = append(out, boxing{value: c.Args[0], at: c})
		}
		return out
	}
	sig, ok := typeOf(p.Info, c.Fun).Underlying().(*types.Signature)
	if !ok {
		return nil
	}
	fn := p.callee(c)
	for i, a := range c.Args {
		t := paramType(sig, i)
		if t == nil || types.IsInterface(typeOf(p.Info, a)) {
			continue
		}
		generic := fn != nil && fn.Pkg() == p.Pkg && isTypeParam(paramType(fn.Origin().Signature(), i))
		if isAny(t) || generic {
			out = append(out, boxing{a, c, c, i})
		}
	}
	return out
}

// paramType returns the type that argument i of a call has to have, nil if there is none.
func paramType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return s.Elem()
		}
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// isAny reports whether t is an interface without methods.
func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && !isTypeParam(t) && i.NumMethods() == 0
}

// signature returns the type of a function or literal, nil if it is not known.
func (p *pack) signature(fn ast.Node) *types.Signature {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		if f, ok := p.Info.Defs[fn.Name].(*types.Func); ok {
			return f.Signature()
		}
	case *ast.FuncLit:
		sig, _ := typeOf(p.Info, fn).(*types.Signature)
		return sig
	}
	return nil
}

// harmlessBox reports whether nobody looks by reflection into what becomes a value of
// an interface: it is an argument of a function that keeps or compares values.
func harmlessBox(p *planner, b boxing) bool {
	if b.call == nil {
		return false
	}
	return passesOn(p, p.callee(b.call), b.arg, map[*types.Func]bool{})
}

// passesOn reports whether a function does not look by reflection into argument i, nor
// lets others do so.
func passesOn(p *planner, fn *types.Func, i int, seen map[*types.Func]bool) bool {
	if fn == nil {
		return false
	}
	fn = fn.Origin()
	if known.Keeps(fn) || seen[fn] {
		return true
	}
	seen[fn] = true
	decl := p.decls[fn]
	params := fn.Signature().Params()
	if decl == nil || decl.Body == nil || fn.Signature().Variadic() && i >= params.Len()-1 || i >= params.Len() {
		return false
	}
	v := params.At(i)
	good := true
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || p.Info.Uses[id] != types.Object(v) {
			return good
		}
		switch up := p.parent(id).(type) {
		case *ast.TypeAssertExpr, *ast.BinaryExpr:
		case *ast.CallExpr:
			arg := slices.Index(up.Args, ast.Expr(id))
			good = good && arg >= 0 && passesOn(p, p.callee(up), arg, seen)
		default:
			good = false
		}
		return good
	})
	return good
}

// shows reports whether reflection on a value of type t comes to one of the fields of
// d, as fmt or as an encoder goes.
func (d *declaration) shows(t types.Type) bool {
	return slices.ContainsFunc(d.vars, func(v *types.Var) bool {
		printed := finder{field: v, seen: map[types.Type]bool{}}
		encoded := finder{field: v, seen: map[types.Type]bool{}, encoder: true}
		return printed.find(t, true) || v.Exported() && encoded.find(t, true)
	})
}

// finder looks for a field in the types of values within values.
type finder struct {
	field   *types.Var
	seen    map[types.Type]bool
	encoder bool // go to exported fields alone, and through all pointers
}

func (f *finder) find(t types.Type, top bool) bool {
	if f.seen[t] || f.methods(t) {
		return false
	}
	f.seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return (top || f.encoder) && f.find(u.Elem(), false)
	case *types.Slice:
		return f.find(u.Elem(), false)
	case *types.Array:
		return f.find(u.Elem(), false)
	case *types.Map:
		return f.find(u.Elem(), false)
	case *types.Struct:
		for i := range u.NumFields() {
			w := u.Field(i)
			if f.encoder && (!w.Exported() && !w.Embedded() || omitted(u.Tag(i))) {
				continue
			}
			if w.Origin() == f.field || f.find(w.Type(), false) {
				return true
			}
		}
	}
	return false
}

// methods reports whether a method of t does the work of reflection.
func (f *finder) methods(t types.Type) bool {
	names := []string{"Error", "String", "Format", "LogValue"}
	if f.encoder {
		names = []string{"MarshalJSON", "MarshalText", "MarshalYAML", "GobEncode", "MarshalBinary", "MarshalXML"}
	}
	return slices.ContainsFunc(names, func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
		_, ok := obj.(*types.Func)
		return ok
	})
}

// omitted reports whether the tag of a field keeps it from an encoder.
//
// False negative: a read by another encoder, which has no tag of its own there.
func omitted(tag string) bool {
	for _, key := range []string{"json", "yaml", "xml", "toml", "bson", "msgpack"} {
		if name, _, _ := strings.Cut(reflect.StructTag(tag).Get(key), ","); name == "-" {
			return true
		}
	}
	return false
}
