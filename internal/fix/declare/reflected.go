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

// reflected returns the calls in a file that may read a field of d by reflection, as
// encoding/json and fmt do: an object that other code may have becomes a value of an
// interface without methods there. ok is false if a lock at the call would not protect the
// field: the object has no name there, or the interface value goes elsewhere.
//
// False negative: there is no fix if a function of another package keeps such a value
// without reflection on it.
func (d *declaration) reflected(file *ast.File) (out []code.Use, ok bool) {
	if !d.v.IsField() || d.InTest(file.Pos()) {
		return nil, true
	}
	typ := d.StructOf(d.v)
	for n := range ast.Preorder(file) {
		for _, b := range boxings(d.Planner, n) {
			if !d.shows(code.TypeOf(d.Info, b.value)) || harmlessBox(d.Planner, b) {
				continue
			}
			u := code.Use{Expr: b.value, Node: b.at, IsOperation: true}
			if d.EnclosingFunc(b.at) == nil || d.Unshared(u) {
				continue
			}
			if b.call == nil || !isStructOf(code.TypeOf(d.Info, b.value), typ) || d.Peel(b.value, 0) == nil {
				return nil, false
			}
			out = append(out, u)
		}
	}
	return out, true
}

// isStructOf reports whether t is the type typ or a pointer to it.
func isStructOf(t types.Type, typ *types.TypeName) bool {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && typ != nil && n.Origin().Obj() == typ
}

// harmlessBox reports whether no code uses reflection on what becomes a value of an
// interface: it is an argument of a function that only keeps or compares values.
func harmlessBox(p *repair.Planner, b boxing) bool {
	if b.call == nil {
		return false
	}
	return passesOn(p, p.Callee(b.call), b.arg, map[*types.Func]bool{})
}

// passesOn reports whether neither a function nor its callees use reflection on argument i.
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
	n := fn.Signature().Params().Len()
	if fn.Signature().Variadic() {
		n-- // the last one may be several arguments
	}
	if decl == nil || decl.Body == nil || i >= n {
		return false
	}
	for id := range p.Occurrences(fn.Signature().Params().At(i), decl.Body) {
		switch up := p.Parent(id).(type) {
		case *ast.TypeAssertExpr, *ast.BinaryExpr:
		case *ast.CallExpr:
			arg := slices.Index(up.Args, ast.Expr(id))
			if arg < 0 || !passesOn(p, p.Callee(up), arg, seen) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// shows reports whether fmt or an encoder, given a value of type t, reads one of the fields
// of d by reflection.
func (d *declaration) shows(t types.Type) bool {
	return slices.ContainsFunc(d.vars, func(v *types.Var) bool {
		printed := finder{field: v, seen: map[types.Type]bool{}}
		encoded := finder{field: v, seen: map[types.Type]bool{}, encoder: true}
		return printed.find(t, given) || v.Exported() && encoded.find(t, given)
	})
}

// A finder looks for a field in a type and in the types that it consists of.
type finder struct {
	field *types.Var
	seen  map[types.Type]bool
	// encoder is set for reflection that reads only exported fields, and follows all
	// pointers.
	encoder bool
}

// A depth says whether a value is given to the function that uses reflection.
type depth bool

const (
	given  depth = true
	within depth = false
)

// find reports whether reflection on a value of type t reads the field.
func (f *finder) find(t types.Type, at depth) bool {
	if f.seen[t] || f.methods(t) {
		return false
	}
	f.seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return (at == given || f.encoder) && f.find(u.Elem(), within)
	case *types.Slice:
		return f.find(u.Elem(), within)
	case *types.Array:
		return f.find(u.Elem(), within)
	case *types.Map:
		return f.find(u.Elem(), within)
	case *types.Struct:
		for i := range u.NumFields() {
			w := u.Field(i)
			hidden := !w.Exported() && !w.Embedded() || omitted(u.Tag(i))
			if f.encoder && hidden {
				continue
			}
			if w.Origin() == f.field || f.find(w.Type(), within) {
				return true
			}
		}
	}
	return false
}

// methods reports whether t has a method that is called in place of reflection.
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

// omitted reports whether the tag of a field tells an encoder to leave the field out.
//
// False negative: a read by an encoder that does not know that tag.
func omitted(tag string) bool {
	for _, key := range []string{"json", "yaml", "xml", "toml", "bson", "msgpack"} {
		if name, _, _ := strings.Cut(reflect.StructTag(tag).Get(key), ","); name == "-" {
			return true
		}
	}
	return false
}
