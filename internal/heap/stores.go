package heap

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// FindStores notes where maps and pointers are assigned, here or by a callee, so that a value read before an assignment is not taken for what the
// variable holds after it.
func FindStores(b *Heap) {
	for _, blk := range b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Store:
				if _, local := i.Addr.(*ssa.Alloc); !local && ssaq.Refers(i.Val.Type()) {
					noteStore(b, b.Place(i.Addr), i)
				}
			case *ssa.Call:
				storesOf(b, i)
			}
		}
	}
}

func noteStore(b *Heap, p place.Place, at ssa.Instruction) {
	p = Key(p)
	if b.assigned[p] == nil {
		b.assigned[p] = map[ssa.Instruction]bool{}
	}
	b.assigned[p][at] = true
}

// storesOf notes the variables to which a function of this package, however it is
// called, always assigns another value.
func storesOf(b *Heap, call *ssa.Call) {
	t := b.Target(&call.Call)
	if t.Fn == nil || t.Sum == nil || t.Fn == b.Fn {
		return
	}
	replaced, ok := b.Pkg.Replaced[t.Fn]
	if !ok {
		replaced = alwaysAssigned(b.Pkg.Of[t.Fn])
		b.Pkg.Replaced[t.Fn] = replaced
	}
	for _, p := range replaced {
		if q := placeOf(b, t, p); q.Known() {
			noteStore(b, q, call)
		}
	}
}

// placeOf returns the place that a callee's parameter or captured variable has in the
// caller, with the steps from there.
func placeOf(b *Heap, t Target, p place.Place) place.Place {
	switch {
	case p.Kind == place.Global:
		return p
	case p.Kind == place.Param && p.Index < len(t.Args):
		return b.Place(t.Args[p.Index]).Join(place.Place{Path: p.Path, Owner: p.Owner})
	case p.Kind == place.FreeVar && p.Index < len(t.Binds):
		v := t.Binds[p.Index]
		if a, ok := v.(*ssa.Alloc); ok && b.Pkg.SoleStore(a) != nil {
			v = b.Pkg.SoleStore(a)
		}
		return b.Place(v).Join(place.Place{Path: p.Path, Owner: p.Owner})
	}
	return place.Place{}
}

// alwaysAssigned lists the variables with maps or pointers that hold another value
// whenever the function returns: it or a callee has assigned it.
func alwaysAssigned(b *Heap) []place.Place {
	var out []place.Place
	for p, stores := range b.assigned {
		if p.Path == "" && p.Kind != place.Global {
			continue
		}
		for at := range stores {
			if everyReturn(b, at.Block()) {
				out = append(out, p)
				break
			}
		}
	}
	slices.SortFunc(out, place.Compare)
	return out
}

// everyReturn reports whether each return of the function comes after blk.
func everyReturn(b *Heap, blk *ssa.BasicBlock) bool {
	return !slices.ContainsFunc(b.Fn.Blocks, func(end *ssa.BasicBlock) bool {
		_, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		return ok && !blk.Dominates(end)
	})
}
