package program

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// IsObserver reports whether an informer calls fn with events: the objects that it passes
// are those in its cache.
func (p *Program) IsObserver(fn *ssa.Function) bool {
	if p.observers == nil {
		p.findObservers()
	}
	return p.observers[fn]
}

// findObservers finds the functions that the package stores into fields which informers
// call.
func (p *Program) findObservers() {
	p.observers = map[*ssa.Function]bool{}
	for _, fn := range p.Funcs {
		for instr := range ssaq.InstrsOf(fn) {
			st, ok := instr.(*ssa.Store)
			if !ok || !isListenerField(st.Addr) {
				continue
			}
			if f, _ := p.Closure(st.Val); f != nil {
				p.observers[boundMethod(f)] = true
			}
		}
	}
}

func isListenerField(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	return ok && known.Listener(typeq.Pointee(fa.X.Type())) != ""
}

// boundMethod returns the method that a method value calls, and fn itself if it is not a
// method value.
func boundMethod(fn *ssa.Function) *ssa.Function {
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
