package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// claims reports whether the function treats the map at p, in a copy of a struct
// that the assignment at makes, as the copy's own: it makes a map there if there is
// none, which the original never gets to see; or it assigns other fields and returns
// the copy. Whoever means the original's map does neither. What is behind a pointer
// in the copy is not copied. The copy must not be put back where it comes from, and
// be made on purpose: of the structs that functions are given, such as options that
// they complete and return, the callers mostly forget the original.
//
// The place is nil if the function does not assign the copy's map variable.
func (b *builder) claims(at *ssa.Store, p *place.Place) bool {
	a := at.Addr.(*ssa.Alloc)
	if _, param := at.Val.(*ssa.Parameter); param || b.putBack(a, b.original(at.Val)) {
		return false
	}
	if p != nil && !byFields(pointee(a.Type()), p.Rest(b.local(a)).Path) {
		return false
	}
	if assignsPart(a) && b.isReturned(a) {
		return true
	}
	return p != nil && slices.ContainsFunc(b.events, func(evs []*event) bool {
		return slices.ContainsFunc(evs, func(ev *event) bool { return ev.kind == evStore && ev.fills && key(ev.place) == key(*p) })
	})
}

// byFields reports whether a path from a value of type t leads through nothing but
// fields of structs.
func byFields(t types.Type, path string) bool {
	for _, name := range strings.Split(path, ".")[1:] {
		if _, ok := t.Underlying().(*types.Struct); !ok {
			return false
		}
		f, _ := fieldNamed(t, name)
		if f == nil {
			return false
		}
		t = f.Type()
	}
	return true
}

// claimsVariable is claims for a variable of the function that is given a map of
// another object and, where that is nil, one just made: "labels := o.Labels; if labels
// == nil { labels = map[string]string{} }". It must not be given to the object again,
// to any variable of it, by an assignment or in a call that has the object.
func (b *builder) claimsVariable(m ssa.Value) bool {
	v, ok := m.(*ssa.Phi)
	p := b.place(m)
	if !ok || len(v.Edges) != 2 || p.Kind == place.Local || p.Kind == place.Value || !p.Variable() {
		return false
	}
	for i, e := range v.Edges {
		if _, made := e.(*ssa.MakeMap); made && !b.storedAt(e, p) && onlyIfNil(v.Block().Preds[i], v.Edges[1-i]) {
			return !b.givenBack(v, p)
		}
	}
	return false
}

// claimsField is claims for a field of an object that the function makes, perhaps as a
// deep copy, and returns, and that it has given a map of another object:
// "pod := &Pod{Labels: set.Labels}", then "pod.Labels[k] = v". Both are for others to
// see, by their names; what is the type's own business, such as a scope inside another,
// may be shared on purpose.
func (b *builder) claimsField(from, to place.Place) bool {
	v, ok := b.defs[from.Name].(ssa.Value)
	if !ok || !b.isNew(v) || !from.OnlyFields() || !to.OnlyFields() || !b.isReturned(v) {
		return false
	}
	switch to.Kind {
	case place.Param:
		if _, options := b.fn.Params[to.Index].Type().Underlying().(*types.Struct); options {
			return false
		}
	case place.Global:
	default:
		return false
	}
	return ast.IsExported(fieldOf(from.Path)) && ast.IsExported(fieldOf(to.Path))
}

// isNew reports whether v is an object that the function makes, or a copy that it
// makes of another, whichever way control comes.
func (b *builder) isNew(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Alloc:
		return true
	case *ssa.Call:
		obj := calleeObj(v.Common())
		return obj != nil && clones(obj.Name())
	case *ssa.Phi:
		return !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { _, phi := e.(*ssa.Phi); return phi || !b.isNew(e) })
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
	tested, empty := emptyTest(iff.Cond)
	return tested == m && (top.Succs[0] == blk) == empty
}

// givenBack reports whether the map v is assigned to a variable of the object that has
// the one at p, or given to a call together with that object: it is meant to be shared.
// So may be what other variables hold that are given the map.
func (b *builder) givenBack(v ssa.Value, p place.Place) bool {
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
				return b.place(r.Addr).Root() == p.Root()
			case ssa.CallInstruction:
				c := r.Common()
				return c.IsInvoke() && b.place(c.Value).Root() == p.Root() ||
					slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return a != v && b.place(a).Root() == p.Root() })
			case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeType:
				return given(r.(ssa.Value))
			}
			return false
		})
	}
	return given(v)
}

// isReturned reports whether some return gives the struct in the variable a, or its
// address, or the pointer a.
func (b *builder) isReturned(a ssa.Value) bool {
	return slices.ContainsFunc(b.fn.Blocks, func(blk *ssa.BasicBlock) bool {
		ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return ok && slices.ContainsFunc(ret.Results, func(v ssa.Value) bool {
			if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
				v = load.X
			}
			return v == a
		})
	})
}

// putBack reports whether the struct in the variable a, a copy of that at from, is
// assigned to from again, or to another element of the same collection.
func (b *builder) putBack(a *ssa.Alloc, from place.Place) bool {
	for _, r := range *a.Referrers() {
		load, ok := r.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			continue
		}
		for _, u := range *load.Referrers() {
			var to place.Place
			switch u := u.(type) {
			case *ssa.Store:
				to = b.place(u.Addr)
			case *ssa.MapUpdate:
				to = b.place(u.Map).MapElem(place.Index{})
			}
			if to.Known() && to.Root() == from.Root() && to.AnyKeys() == from.AnyKeys() {
				return true
			}
		}
	}
	return false
}
