package trace

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// globalAccesses returns the events of an operation on the map m, which lives at p, for the
// package variables that may hold m too.
func globalAccesses(t *Trace, op state.Op, m ssa.Value, p place.Place, at ssa.Instruction, pos token.Pos) []*Event {
	var out []*Event
	from := escape.SourcesOf(t.Heap, m)
	for _, g := range from.Globals {
		if heap.Key(g) == heap.Key(p) {
			continue
		}
		for _, ev := range t.accessAt(op, g, t.Pkg.ExprAt(pos, m), at, pos) {
			a := &ev.Accesses[0]
			a.LoadedSteps = int16(g.Len())
			a.TreatedAsOwn = from.Own && op.Writes() && escape.IsDefault(t.Pkg.Heaps, g)
			ev.Load = t.LoadOf(m)
			out = append(out, ev)
		}
	}
	return out
}

// calleeGlobals returns the access a of a callee, which the caller has already translated,
// once for each package variable that may hold the map of the argument v.
func calleeGlobals(t *Trace, a effect.Access, v ssa.Value, at ssa.Instruction) []effect.Access {
	if v == nil || !typeq.IsMap(v.Type()) || a.Place.Kind == place.Global {
		return nil
	}
	var out []effect.Access
	from := escape.SourcesOf(t.Heap, v)
	for _, g := range from.Globals {
		c := t.accessAtCall(a, g, v, at)
		c.Place, c.LoadedSteps = g, int16(g.Len())
		c.TreatedAsOwn = from.Own && a.Op.Writes() && escape.IsDefault(t.Pkg.Heaps, g)
		out = append(out, c)
	}
	return out
}
