package summary

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// outerVariable returns the key of the variable of this package, with the fields from there,
// through which an access reaches a map in an object of another package: s.names for
// s.names.Add(k), where names is a set type of another package that holds a map. Whoever has a
// collection without a lock must guard it. The key is "" if the object has its own lock or if
// the path leads through an element. Also returned are the map as this package would write it,
// and whether it lies in the object itself (direct), not behind a pointer, which other objects
// may have too.
func outerVariable(f *order.Flow, u *effect.RootAccess) (key, expr string, direct bool) {
	a, p := &u.Access, u.Place
	if u.ByConstructor { // the place may be in an object that was put into the new one
		p.Path = u.ConstructedPaths[0]
	}
	if a.Scalar != effect.NotScalar || !p.OnlyFields() || strings.HasPrefix(a.Field, f.Pkg.Types.Path()+".") {
		return "", "", false
	}
	t, name := rootType(f, p)
	if of, _ := heap.ReturnedObject(f.Heap, a.Place); of != nil && u.ByConstructor {
		t, name = of.Type(), nameOf(of)
	}
	if t == nil {
		return "", "", false
	}
	if p.Kind == place.Global {
		key = p.Name
	}
	ours := key // up to the last variable of this package
	direct = true
	for _, step := range strings.Split(p.Path, ".")[1:] {
		if st, _ := typeq.StructOf(t); st == nil || typeq.HasOwnLock(t) && !isOurs(f, t) {
			return "", "", false
		}
		field, owner := typeq.FieldNamed(t, step)
		if field == nil {
			return "", "", false
		}
		if key += "." + step; isOurs(f, t) {
			key = owner + "." + step
			ours = key
		} else if _, ptr := field.Type().Underlying().(*types.Pointer); ptr {
			direct = false
		}
		t = field.Type()
	}
	if ours == "" || ours == key || locksWithin(a, strings.Count(key[len(ours):], ".")) {
		return "", "", false
	}
	return key, name + p.Path, direct
}

// nameOf returns the name of the variable that holds an object which the function makes, or
// the first letter of its type in lower case.
func nameOf(v ssa.Value) string {
	if a, ok := v.(*ssa.Alloc); ok && token.IsIdentifier(a.Comment) && a.Comment != "complit" && a.Comment != "new" {
		return a.Comment
	}
	of := typeq.TypeName(typeq.Pointee(v.Type()))
	of = of[strings.LastIndexByte(of, '.')+1:]
	return strings.ToLower(of[:min(1, len(of))])
}

// keepCollections clears the outer variables through which no method of the other package
// accesses the map: objects that are used without methods are usually structs, not
// collections.
func keepCollections(accesses []effect.RootAccess) {
	collections := map[string]bool{}
	for i := range accesses {
		if u := &accesses[i]; u.Outer != "" && u.Pos.Text != "" {
			collections[u.Outer] = true
		}
	}
	for i := range accesses {
		if u := &accesses[i]; !collections[u.Outer] {
			u.Outer = ""
		}
	}
}

// isOurs reports whether t, or the type that it points to, is a named type of this package.
func isOurs(f *order.Flow, t types.Type) bool {
	named, ok := types.Unalias(typeq.Pointee(t)).(*types.Named)
	return ok && named.Obj().Pkg() == f.Pkg.Types
}

// rootType returns the type at the root of a place and its name in the source. The type is nil
// for a global of another package and for an object that the function makes.
func rootType(f *order.Flow, p place.Place) (types.Type, string) {
	var v ssa.Value
	switch p.Kind {
	case place.Param:
		v = f.Fn.Params[p.Index]
	case place.FreeVar:
		v = f.Fn.FreeVars[p.Index]
	case place.Global:
		if g := f.Pkg.SSA.Var(p.Name[strings.LastIndexByte(p.Name, '.')+1:]); g != nil && ssaq.GlobalName(g) == p.Name {
			v = g
		}
	case place.Value:
		v, _ = f.Defs[p.Name].(ssa.Value)
	}
	if v == nil {
		return nil, ""
	}
	if p.Kind == place.FreeVar || p.Kind == place.Global {
		return typeq.Pointee(v.Type()), v.Name() // they are addresses of variables
	}
	return v.Type(), ssaq.ExprOf(v)
}

// locksWithin reports whether an access holds a lock in the object that is some steps above
// the map.
func locksWithin(a *effect.Access, steps int) bool {
	object := a.Place
	for range steps {
		object = object.Parent()
	}
	for _, m := range a.Sync.Locks() {
		if m.Place.HasPrefix(object) {
			return true
		}
	}
	return false
}
