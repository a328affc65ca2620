package escape

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// sharedFields lists the fields that a copy shares with its original, as parts of
// the object at to.
func sharedFields(b *heap.Heap, a *ssa.Alloc, to place.Place) []effect.Alias {
	from := b.Export(b.Place(ssaq.OnlyStore(a)))
	if !from.Known() {
		return nil
	}
	var out []effect.Alias
	steps := 0
	ssaq.BothFields(a.Type(), nil, to, from, func(f *types.Var, path []int, to, from place.Place) bool {
		_, part := f.Type().Underlying().(*types.Struct)
		switch {
		case steps > ssaq.MaxWalk || !ssaq.LeadsToMap(f.Type()) || ssaq.AssignsPath(a, path) || len(out) >= effect.MaxStores:
			return false
		case part:
			steps++
			return true
		}
		out = append(out, effect.Alias{From: to, To: from})
		return false
	})
	return out
}

// InCopy reports whether addr lies in a struct that the function has copied
// into a variable of its own. For maps the copy is as good as the original.
func InCopy(b *heap.Heap, addr ssa.Value) bool {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		case *ssa.Alloc:
			return b.Pkg.SoleStore(a) != nil
		default:
			return false
		}
	}
}
