package summary

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A channel used as a lock lets one goroutine in at a time if its capacity is 1. One
// of a larger capacity, or of one that is computed, is there to let in several, so
// many at most: it keeps no two of them apart.

// admitsMany reports whether the channel at p is known to be made with room for
// several goroutines, wherever it is made.
func (b *builder) admitsMany(p place.Place) bool {
	if p.Path == "" && p.Kind != place.Global {
		mc, ok := b.defs[p.Name].(*ssa.MakeChan)
		return ok && roomy(mc)
	}
	if p.Kind == place.Global && p.Path == "" {
		return b.eng.limiters()[p.Name]
	}
	return p.Variable() && b.eng.limiters()[p.Owner]
}

// roomy reports whether the capacity of a channel is not 0 or 1.
func roomy(mc *ssa.MakeChan) bool {
	c, ok := mc.Size.(*ssa.Const)
	return !ok || c.Int64() > 1
}

// limiters returns the fields and variables of the package that hold channels with
// room for several, and nothing else that this package knows or others may put there.
func (e *engine) limiters() map[string]bool {
	if e.wide != nil {
		return e.wide
	}
	e.wide = map[string]bool{}
	narrow := map[string]bool{}
	for _, fn := range e.funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				if _, ok := st.Val.Type().Underlying().(*types.Chan); !ok {
					continue
				}
				name := variableAt(st.Addr)
				v := st.Val
				if c, ok := v.(*ssa.ChangeType); ok {
					v = c.X
				}
				mc, made := v.(*ssa.MakeChan)
				if e.wide[name] = made && roomy(mc); !e.wide[name] {
					narrow[name] = true
				}
			}
		}
	}
	for name := range e.wide {
		if narrow[name] || ast.IsExported(name[strings.LastIndexByte(name, '.')+1:]) {
			delete(e.wide, name)
		}
	}
	return e.wide
}

// variableAt names the field or global that addr is the address of, "" if it is
// neither.
func variableAt(addr ssa.Value) string {
	switch a := addr.(type) {
	case *ssa.Global:
		return globalName(a)
	case *ssa.FieldAddr:
		st, owner := structOf(a.X.Type())
		if st != nil && owner != "" {
			return owner + "." + st.Field(a.Field).Name()
		}
	}
	return ""
}

// exclusive returns marks without the channels that admit several goroutines.
func (b *builder) exclusive(ms state.Marks) state.Marks {
	for _, m := range ms {
		if m.Mode == state.Semaphore && b.admitsMany(m.Place) {
			ms = ms.Without(m.Place, m.Mode)
		}
	}
	return ms
}
