package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// findStores notes where maps and pointers are assigned, here or by a callee, so that a value read before an assignment is not taken for what the
// variable holds after it.
func (b *builder) findStores() {
	for _, blk := range b.fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Store:
				if _, local := i.Addr.(*ssa.Alloc); !local && refers(i.Val.Type()) {
					b.noteStore(b.place(i.Addr), i)
				}
			case *ssa.Call:
				b.storesOf(i)
			}
		}
	}
}

func (b *builder) noteStore(p place.Place, at ssa.Instruction) {
	p = key(p)
	if b.assigned[p] == nil {
		b.assigned[p] = map[ssa.Instruction]bool{}
	}
	b.assigned[p][at] = true
}

// storesOf notes the variables to which a function of this package, however it is
// called, always assigns another value.
func (b *builder) storesOf(call *ssa.Call) {
	t := b.target(&call.Call)
	if t.fn == nil || t.sum == nil || t.fn == b.fn {
		return
	}
	replaced, ok := b.eng.replaced[t.fn]
	if !ok {
		replaced = b.eng.builders[t.fn].alwaysAssigned()
		b.eng.replaced[t.fn] = replaced
	}
	for _, p := range replaced {
		if q := b.placeOf(t, p); q.Known() {
			b.noteStore(q, call)
		}
	}
}

// placeOf returns the place that a callee's parameter or captured variable has in the
// caller, with the steps from there.
func (b *builder) placeOf(t target, p place.Place) place.Place {
	switch {
	case p.Kind == place.Global:
		return p
	case p.Kind == place.Param && p.Index < len(t.args):
		return b.place(t.args[p.Index]).Join(place.Place{Path: p.Path, Owner: p.Owner})
	case p.Kind == place.FreeVar && p.Index < len(t.binds):
		v := t.binds[p.Index]
		if a, ok := v.(*ssa.Alloc); ok && b.eng.soleStore(a) != nil {
			v = b.eng.soleStore(a)
		}
		return b.place(v).Join(place.Place{Path: p.Path, Owner: p.Owner})
	}
	return place.Place{}
}

// alwaysAssigned lists the variables with maps or pointers that hold another value
// whenever the function returns: it or a callee has assigned it.
func (b *builder) alwaysAssigned() []place.Place {
	var out []place.Place
	for p, stores := range b.assigned {
		if p.Path == "" && p.Kind != place.Global {
			continue
		}
		for at := range stores {
			if b.everyReturn(at.Block()) {
				out = append(out, p)
				break
			}
		}
	}
	slices.SortFunc(out, place.Compare)
	return out
}

// everyReturn reports whether each return of the function comes after blk.
func (b *builder) everyReturn(blk *ssa.BasicBlock) bool {
	return !slices.ContainsFunc(b.fn.Blocks, func(end *ssa.BasicBlock) bool {
		_, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		return ok && !blk.Dominates(end)
	})
}
