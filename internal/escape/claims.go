// Package escape says who else may have an object: where a function publishes it, returns
// it, keeps it, gives it back, copies it, claims it as its own, or makes it on demand.
// Its functions read the heap of a function and no events.
//
// A new publisher (a way in which an object becomes visible to other goroutines) belongs
// here.
package escape

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/names"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// ByFields reports whether a path from a value of type t leads through nothing but
// fields of structs.
func ByFields(t types.Type, path string) bool {
	for _, name := range strings.Split(path, ".")[1:] {
		if _, ok := t.Underlying().(*types.Struct); !ok {
			return false
		}
		f, _ := ssaq.FieldNamed(t, name)
		if f == nil {
			return false
		}
		t = f.Type()
	}
	return true
}

// ClaimsVariable is claims for a variable of the function that is given a map of
// another object and, where that is nil, one just made: "labels := o.Labels; if labels
// == nil { labels = map[string]string{} }". It must not be given to the object again,
// to any variable of it, by an assignment or in a call that has the object.
func ClaimsVariable(b *heap.Heap, m ssa.Value) bool {
	v, ok := m.(*ssa.Phi)
	p := b.Place(m)
	if !ok || len(v.Edges) != 2 || p.Kind == place.Local || p.Kind == place.Value || !p.Variable() {
		return false
	}
	for i, e := range v.Edges {
		if _, made := e.(*ssa.MakeMap); made && !b.StoredAt(e, p) && onlyIfNil(v.Block().Preds[i], v.Edges[1-i]) {
			return !givenBack(b, v, p)
		}
	}
	return false
}

// ClaimsField is claims for a field of an object that the function makes, perhaps as a
// deep copy, and returns, and that it has given a map of another object:
// "pod := &Pod{Labels: set.Labels}", then "pod.Labels[k] = v". Both are for others to
// see, by their names; what is the type's own business, such as a scope inside another,
// may be shared on purpose.
func ClaimsField(b *heap.Heap, from, to place.Place) bool {
	v, ok := b.Defs[from.Name].(ssa.Value)
	if !ok || !isNew(b, v) || !from.OnlyFields() || !to.OnlyFields() || !IsReturned(b, v) {
		return false
	}
	switch to.Kind {
	case place.Param:
		if _, options := b.Fn.Params[to.Index].Type().Underlying().(*types.Struct); options {
			return false
		}
	case place.Global:
	default:
		return false
	}
	return ast.IsExported(effect.FieldOf(from.Path)) && ast.IsExported(effect.FieldOf(to.Path))
}

// isNew reports whether v is an object that the function makes, or a copy that it
// makes of another, whichever way control comes.
func isNew(b *heap.Heap, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Alloc:
		return true
	case *ssa.Call:
		obj := ssaq.CalleeObj(v.Common())
		return obj != nil && Clones(obj.Name())
	case *ssa.Phi:
		return !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { _, phi := e.(*ssa.Phi); return phi || !isNew(b, e) })
	}
	return false
}

// onlyIfNil reports whether control comes to a block only if there is no map m.
func onlyIfNil(blk *ssa.BasicBlock, m ssa.Value) bool {
	if len(blk.Preds) != 1 {
		return false
	}
	top := blk.Preds[0]
	iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	tested, empty := ssaq.EmptyTest(iff.Cond)
	return tested == m && (top.Succs[0] == blk) == empty
}

// givenBack reports whether the map v is assigned to a variable of the object that has
// the one at p, or given to a call together with that object: it is meant to be shared.
// So may be what other variables hold that are given the map.
func givenBack(b *heap.Heap, v ssa.Value, p place.Place) bool {
	seen := map[ssa.Value]bool{}
	var given func(v ssa.Value) bool
	given = func(v ssa.Value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			switch r := r.(type) {
			case *ssa.Store:
				return b.Place(r.Addr).Root() == p.Root()
			case ssa.CallInstruction:
				c := r.Common()
				return c.IsInvoke() && b.Place(c.Value).Root() == p.Root() ||
					slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return a != v && b.Place(a).Root() == p.Root() })
			case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeType:
				return given(r.(ssa.Value))
			}
			return false
		})
	}
	return given(v)
}

// IsReturned reports whether some return gives the struct in the variable a, or its
// address, or the pointer a.
func IsReturned(b *heap.Heap, a ssa.Value) bool {
	return slices.ContainsFunc(b.Fn.Blocks, func(blk *ssa.BasicBlock) bool {
		ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return ok && slices.ContainsFunc(ret.Results, func(v ssa.Value) bool {
			if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
				v = load.X
			}
			return v == a
		})
	})
}

// PutBack reports whether the struct in the variable a, a copy of that at from, is
// assigned to from again, or to another element of the same collection.
func PutBack(b *heap.Heap, a *ssa.Alloc, from place.Place) bool {
	for _, r := range *a.Referrers() {
		load, ok := r.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			continue
		}
		for _, u := range *load.Referrers() {
			var to place.Place
			switch u := u.(type) {
			case *ssa.Store:
				to = b.Place(u.Addr)
			case *ssa.MapUpdate:
				to = b.Place(u.Map).MapElem(place.Index{})
			}
			if to.Known() && to.Root() == from.Root() && to.AnyKeys() == from.AnyKeys() {
				return true
			}
		}
	}
	return false
}

// Clones reports whether a function by its name makes an object that shares nothing
// with the one that it is made of.
func Clones(name string) bool {
	return names.Begins(name, "clone", "copy", "deep copy", "deepcopy")
}
