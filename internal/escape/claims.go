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
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// ByFields reports whether each step of a path from a value of type t is a field of a struct.
func ByFields(t types.Type, path string) bool {
	for _, name := range strings.Split(path, ".")[1:] {
		if _, ok := t.Underlying().(*types.Struct); !ok {
			return false
		}
		f, _ := typeq.FieldNamed(t, name)
		if f == nil {
			return false
		}
		t = f.Type()
	}
	return true
}

// ClaimsVariable reports whether the function claims the map in a variable that holds the map
// of another object or, where that is nil, one just made:
// "labels := o.Labels; if labels == nil { labels = map[string]string{} }".
//
// False negative: a map that the function stores in a variable of that object, or passes to a
// call together with the object, is taken to be shared on purpose.
func ClaimsVariable(h *heap.Heap, m ssa.Value) bool {
	v, ok := m.(*ssa.Phi)
	p := h.Place(m)
	isOwn := p.Kind == place.Local || p.Kind == place.Value
	hasTwo := ok && len(v.Edges) == 2
	if !hasTwo || isOwn || !p.Variable() {
		return false
	}
	for i, e := range v.Edges {
		_, made := e.(*ssa.MakeMap)
		if made && !h.StoredAt(e, p) && onlyIfNil(v.Block().Preds[i], v.Edges[1-i]) {
			return !sharesWith(h, v, p)
		}
	}
	return false
}

// ClaimsField reports whether the function claims the map in a field of an object that it makes
// and returns, perhaps as a deep copy, if it has assigned the map of another object to the
// field: "pod := &Pod{Labels: set.Labels}", then "pod.Labels[k] = v".
//
// False negative: both fields must be exported. A type may share the maps of unexported fields
// on purpose, as a scope inside another scope does.
func ClaimsField(h *heap.Heap, from, to place.Place) bool {
	v, ok := h.Defs[from.Name].(ssa.Value)
	inFields := from.OnlyFields() && to.OnlyFields()
	if !ok || !inFields {
		return false
	}
	if !isNew(h, v) || !IsReturned(h, v) {
		return false
	}
	switch to.Kind {
	case place.Param:
		if _, options := h.Fn.Params[to.Index].Type().Underlying().(*types.Struct); options {
			return false
		}
	case place.Global:
	default:
		return false
	}
	return ast.IsExported(effect.FieldOf(from.Path)) && ast.IsExported(effect.FieldOf(to.Path))
}

// isNew reports whether v is certainly an object that the function makes, or a copy of
// another object that it makes.
func isNew(h *heap.Heap, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Alloc:
		return true
	case *ssa.Call:
		obj := ssaq.CalleeObj(v.Common())
		return obj != nil && Clones(obj.Name())
	case *ssa.Phi:
		return !slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { _, phi := e.(*ssa.Phi); return phi || !isNew(h, e) })
	}
	return false
}

// onlyIfNil reports whether control comes to a block only if the map m is nil or empty.
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

// sharesWith reports whether the function stores the map v in a variable of the object that has
// the map at p, or passes it to a call together with that object. It follows v through
// φ-nodes and conversions.
func sharesWith(h *heap.Heap, v ssa.Value, p place.Place) bool {
	seen := map[ssa.Value]bool{}
	var shares func(v ssa.Value) bool
	shares = func(v ssa.Value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			switch r := r.(type) {
			case *ssa.Store:
				return h.Place(r.Addr).Root() == p.Root()
			case ssa.CallInstruction:
				c := r.Common()
				return c.IsInvoke() && h.Place(c.Value).Root() == p.Root() ||
					slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return a != v && h.Place(a).Root() == p.Root() })
			case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeType:
				return shares(r.(ssa.Value))
			}
			return false
		})
	}
	return shares(v)
}

// IsReturned reports whether some return gives the pointer a, or the struct in the variable a.
func IsReturned(h *heap.Heap, a ssa.Value) bool {
	return slices.ContainsFunc(h.Fn.Blocks, func(blk *ssa.BasicBlock) bool {
		ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return ok && slices.ContainsFunc(ret.Results, func(v ssa.Value) bool {
			if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
				v = load.X
			}
			return v == a
		})
	})
}

// PutBack reports whether the struct in the variable a, which is a copy of the struct at from,
// is stored at from again, or in another element of the same collection.
func PutBack(h *heap.Heap, a *ssa.Alloc, from place.Place) bool {
	for _, r := range *a.Referrers() {
		load, ok := r.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			continue
		}
		for _, u := range *load.Referrers() {
			var to place.Place
			switch u := u.(type) {
			case *ssa.Store:
				to = h.Place(u.Addr)
			case *ssa.MapUpdate:
				to = h.Place(u.Map).MapElem(place.Index{})
			}
			if to.Known() && to.Root() == from.Root() && to.AnyKeys() == from.AnyKeys() {
				return true
			}
		}
	}
	return false
}

// Clones reports whether a function, judged by its name, makes a copy of an object that shares
// nothing with the original.
//
// False negative: a function with such a name that makes a shallow copy.
func Clones(name string) bool {
	return names.Begins(name, "clone", "copy", "deep copy", "deepcopy")
}
