package trace

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// besides returns the events of an operation on the map m, at p, that concern the package
// variables whose map m may be.
func besides(b *Trace, op state.Op, m ssa.Value, p place.Place, at ssa.Instruction, pos token.Pos) []*Event {
	var out []*Event
	from := escape.SourcesOf(b.Heap, m)
	for _, g := range from.Globals {
		if heap.Key(g) == heap.Key(p) {
			continue
		}
		for _, ev := range b.accessAt(op, g, b.Pkg.ExprAt(pos, m), at, pos) {
			a := &ev.Accesses[0]
			a.LoadedSteps = int16(g.Len())
			a.TreatedAsOwn = from.Own && op.Writes() && escape.IsDefault(b.Pkg.Heaps, g)
			ev.Load = b.LoadOf(m)
			out = append(out, ev)
		}
	}
	return out
}

// givenGlobals returns the accesses of a callee, of which a is one as the caller has it, to the
// package variables whose map its argument v may be.
func givenGlobals(b *Trace, a effect.Access, v ssa.Value, at ssa.Instruction) []effect.Access {
	if v == nil || !ssaq.IsMap(v.Type()) || a.Place.Kind == place.Global {
		return nil
	}
	var out []effect.Access
	from := escape.SourcesOf(b.Heap, v)
	for _, g := range from.Globals {
		c := b.given(a, g, v, at)
		c.Place, c.LoadedSteps = g, int16(g.Len())
		c.TreatedAsOwn = from.Own && a.Op.Writes() && escape.IsDefault(b.Pkg.Heaps, g)
		out = append(out, c)
	}
	return out
}
