package summary

import (
	"go/ast"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Leaks lists the maps that a function reads from their variable under a lock
// and returns when it has given up the lock, or that an exported function
// returns without any lock. Each is a Use: Marks is what was held when the
// variable was read, Via the return.
func (p *Package) Leaks() []Use {
	e := p.eng
	var out []Use
	for _, fn := range e.funcs {
		if fn.Parent() != nil || fn.Synthetic != "" {
			continue
		}
		b := e.builders[fn]
		for _, blk := range fn.Blocks {
			if ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return); ok && ret.Pos().IsValid() {
				out = b.leaks(out, ret)
			}
		}
	}
	return out
}

// leaks appends the maps that one return lets out.
func (b *builder) leaks(out []Use, ret *ssa.Return) []Use {
	for _, res := range ret.Results {
		if !isMap(res.Type()) {
			continue
		}
		for _, v := range b.stored(res) {
			load := b.loadOf(v)
			if load == nil {
				continue
			}
			before := b.stateAt(load).Union(b.eng.entries[b.fn])
			if waited(before) {
				continue // all who write are done
			}
			at := before.Locks()
			held := b.released(at)
			p := b.current(v, ret)
			if len(held) == 0 && (len(at) > 0 || !ast.IsExported(b.fn.Name())) || p.Kind == place.Value || p.Kind == place.Local || !p.Known() {
				continue
			}
			u := Use{
				Access: Access{Op: state.OpRead, Place: p, ByVal: p.Len(), Marks: held, Pos: Pos{p: instrPos(ret)}, Expr: b.eng.exprOf(v), Field: p.Owner, Func: b.fn.Name()},
				Root:   newRoot(b.fn),
				Via:    instrPos(ret),
			}
			u.Test = b.eng.inTest(u.Via)
			out = append(out, u)
		}
	}
	return out
}

// released returns those of some locks that the function does not hold any
// more when it returns.
func (b *builder) released(held state.Marks) state.Marks {
	var out state.Marks
	for _, m := range held {
		if !b.exit.marks.Has(m.Place, m.Mode) && !b.assumed.Has(m.Place, m.Mode) {
			out = append(out, m)
		}
	}
	return out
}
