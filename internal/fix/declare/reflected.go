package declare

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/known"
)

// reflected lists the calls in a file that may read a field of d by reflection, as
// encoding/json and fmt do: of an object that others may have, which becomes a value of
// an interface without methods. ok is false if a lock at the call would not do: the
// object has no name there, or goes elsewhere with the interface.
//
// False positive: a fix is withheld where a function of another package keeps such a
// value without a look into it.
func (d *declaration) reflected(file *ast.File) (out []code.Use, ok bool) {
	if !d.v.IsField() || d.InTest(file.Pos()) {
		return nil, true
	}
	typ := d.StructOf(d.v)
	ok = true
	ast.Inspect(file, func(n ast.Node) bool {
		for _, b := range boxings(d.Planner, n) {
			if !ok || !d.shows(code.TypeOf(d.Info, b.value)) || harmlessBox(d.Planner, b) {
				continue
			}
			u := code.Use{Expr: b.value, Node: b.at, IsOperation: true}
			if d.EnclosingFunc(b.at) == nil || d.Unshared(u) {
				continue
			}
			if b.call == nil || !isStructOf(code.TypeOf(d.Info, b.value), typ) || d.Peel(b.value, 0) == nil {
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

// harmlessBox reports whether nobody looks by reflection into what becomes a value of
// an interface: it is an argument of a function that keeps or compares values.
func harmlessBox(p *repair.Planner, b boxing) bool {
	if b.call == nil {
		return false
	}
	return passesOn(p, p.Callee(b.call), b.arg, map[*types.Func]bool{})
}

// passesOn reports whether a function does not look by reflection into argument i, nor
// lets others do so.
func passesOn(p *repair.Planner, fn *types.Func, i int, seen map[*types.Func]bool) bool {
	if fn == nil {
		return false
	}
	fn = fn.Origin()
	if known.Keeps(fn) || seen[fn] {
		return true
	}
	seen[fn] = true
	decl := p.Decls[fn]
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
		switch up := p.Parent(id).(type) {
		case *ast.TypeAssertExpr, *ast.BinaryExpr:
		case *ast.CallExpr:
			arg := slices.Index(up.Args, ast.Expr(id))
			good = good && arg >= 0 && passesOn(p, p.Callee(up), arg, seen)
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
