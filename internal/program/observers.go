package program

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Observers returns the functions that an informer tells of events: the objects that
// it gives them are those in its cache.
func Observers(e *Program) map[*ssa.Function]bool {
	if e.observing != nil {
		return e.observing
	}
	e.observing = map[*ssa.Function]bool{}
	for _, fn := range e.Funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				if fa, ok := st.Addr.(*ssa.FieldAddr); ok && known.Listener(ssaq.Pointee(fa.X.Type())) != "" {
					if f, _ := e.Closure(st.Val); f != nil {
						e.observing[method(f)] = true
					}
				}
			}
		}
	}
	return e.observing
}

// method returns the method that fn, a method value, is bound to, or fn itself.
func method(fn *ssa.Function) *ssa.Function {
	if fn.Synthetic == "" || len(fn.Blocks) == 0 {
		return fn
	}
	for _, instr := range fn.Blocks[0].Instrs {
		if call, ok := instr.(*ssa.Call); ok && call.Call.StaticCallee() != nil {
			return call.Call.StaticCallee()
		}
	}
	return fn
}
