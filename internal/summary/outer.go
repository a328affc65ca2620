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
)

// outer names the variable of this package, and the way from there, through which
// an access reaches the map of an object of another package: in s.names.Add(k), where
// names is a set of another package that keeps a map, that is s.names. A collection
// without a lock is guarded by whoever has it. Also returned is the map as this
// package would write it. The name is "" where the object has a lock of its own, and
// where the way leads through an element. Within is set if the map lies in the object
// itself, not in one that it points to, which others may have too.
func outer(b *order.Flow, u *effect.RootAccess) (key, expr string, within bool) {
	a, p := &u.Access, u.Place
	if u.ByConstructor { // its place may be that of an object that was put into the new one
		p.Path = u.ConstructedPath
	}
	if a.Scalar != effect.NotScalar || !p.OnlyFields() || strings.HasPrefix(a.Field, b.Pkg.In.Pkg.Path()+".") {
		return "", "", false
	}
	t, name := rootType(b, p)
	if u.ByConstructor {
		of, _ := heap.Born(b.Heap, a.Place)
		t, name = of.Type(), nameOf(of)
	}
	if t == nil {
		return "", "", false
	}
	if p.Kind == place.Global {
		key = p.Name
	}
	ours := key // up to the last variable of this package
	within = true
	for _, f := range strings.Split(p.Path, ".")[1:] {
		if st, _ := ssaq.StructOf(t); st == nil || ssaq.LocksItself(t) && !isOurs(b, t) {
			return "", "", false
		}
		field, owner := ssaq.FieldNamed(t, f)
		if field == nil {
			return "", "", false
		}
		if key += "." + f; isOurs(b, t) {
			key = owner + "." + f
			ours = key
		} else if _, ptr := field.Type().Underlying().(*types.Pointer); ptr {
			within = false
		}
		t = field.Type()
	}
	if ours == "" || ours == key || locksWithin(a, strings.Count(key[len(ours):], ".")) {
		return "", "", false
	}
	return key, name + p.Path, within
}

// nameOf returns the name of the variable that has an object of the function's own, or the
// first letter of its type, in lower case.
func nameOf(v ssa.Value) string {
	if a, ok := v.(*ssa.Alloc); ok && token.IsIdentifier(a.Comment) && a.Comment != "complit" && a.Comment != "new" {
		return a.Comment
	}
	of := ssaq.TypeName(ssaq.Pointee(v.Type()))
	of = of[strings.LastIndexByte(of, '.')+1:]
	return strings.ToLower(of[:min(1, len(of))])
}

// keepOuter leaves those names that methods of the other package are reached by: to
// look into an object without its methods is mostly to use a struct, not a collection.
func keepOuter(uses []effect.RootAccess) {
	collections := map[string]bool{}
	for i := range uses {
		if u := &uses[i]; u.Outer != "" && u.Pos.Text != "" {
			collections[u.Outer] = true
		}
	}
	for i := range uses {
		if u := &uses[i]; !collections[u.Outer] {
			u.Outer = ""
		}
	}
}

// isOurs reports whether t, or what it points to, is a named type of this package.
func isOurs(b *order.Flow, t types.Type) bool {
	named, ok := types.Unalias(ssaq.Pointee(t)).(*types.Named)
	return ok && named.Obj().Pkg() == b.Pkg.In.Pkg
}

// rootType returns the type at the root of a place and what the source calls it: nil
// for a global of another package and for an object of the function's own.
func rootType(b *order.Flow, p place.Place) (types.Type, string) {
	var v ssa.Value
	switch p.Kind {
	case place.Param:
		v = b.Fn.Params[p.Index]
	case place.FreeVar:
		v = b.Fn.FreeVars[p.Index]
	case place.Global:
		if g := b.Pkg.SSA.Var(p.Name[strings.LastIndexByte(p.Name, '.')+1:]); g != nil && ssaq.GlobalName(g) == p.Name {
			v = g
		}
	case place.Value:
		v, _ = b.Defs[p.Name].(ssa.Value)
	}
	if v == nil {
		return nil, ""
	}
	if p.Kind == place.FreeVar || p.Kind == place.Global {
		return ssaq.Pointee(v.Type()), v.Name() // they are addresses of variables
	}
	return v.Type(), b.Pkg.ExprOf(v)
}

// locksWithin reports whether an access holds a lock of the object, so many steps
// above the map, that it is an access of.
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
