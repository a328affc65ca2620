package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// findStores notes where maps and pointers are assigned, here or by a method of the
// same object, so that a value read before an assignment is not taken for what the
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

// storesOf notes the fields of a parameter that a method of this package, which is
// given it as receiver, always assigns other maps to.
func (b *builder) storesOf(call *ssa.Call) {
	fn := call.Call.StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil || b.eng.sums[fn] == nil || fn == b.fn {
		return
	}
	recv, ok := call.Call.Args[0].(*ssa.Parameter)
	if !ok {
		return
	}
	renewed, ok := b.eng.renewed[fn]
	if !ok {
		renewed = b.eng.builders[fn].renewed()
		b.eng.renewed[fn] = renewed
	}
	for _, p := range renewed {
		b.noteStore(b.place(recv).Join(p), call)
	}
}

// renewed lists the fields of a method's receiver that hold another map whenever it
// returns.
func (b *builder) renewed() []place.Place {
	var out []place.Place
	for _, blk := range b.fn.Blocks {
		for _, instr := range blk.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok || !isMap(st.Val.Type()) || !b.everyReturn(blk) {
				continue
			}
			if p := b.place(st.Addr); p.Kind == place.Param && p.Index == 0 && p.Path != "" {
				out = append(out, p)
			}
		}
	}
	return out
}

// everyReturn reports whether each return of the function comes after blk.
func (b *builder) everyReturn(blk *ssa.BasicBlock) bool {
	return !slices.ContainsFunc(b.fn.Blocks, func(end *ssa.BasicBlock) bool {
		_, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		return ok && !blk.Dominates(end)
	})
}
