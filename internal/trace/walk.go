package trace

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Scan lists the events of every block.
func (t *Trace) Scan() {
	heap.FindStores(t.Heap)
	findEventLoops(t)
	t.Events = make([][]*Event, len(t.Fn.Blocks))
	for _, blk := range t.Fn.Blocks {
		for i, instr := range blk.Instrs {
			for _, ev := range slices.Concat(t.instr(instr), plainScalar(t, instr), contractEvents(t, instr)) {
				t.addEvent(blk, i, instr, ev)
			}
		}
	}
	branchEvents(t)
	resolveAliases(t)
	shareCopies(t)
	t.addDefs()
	id := 0
	for _, blk := range t.Fn.Blocks {
		evs := t.Events[blk.Index]
		slices.SortStableFunc(evs, compareEvents)
		for _, ev := range evs {
			ev.ID = id
			id++
			t.EventBlocks = append(t.EventBlocks, blk.Index)
		}
	}
}

// markDefs adds an event where each root of an accessed place is made: to run
// it again makes another object.
func (t *Trace) addDefs() {
	roots := map[string]bool{}
	note := func(roots map[string]bool, p place.Place) {
		if p.Kind == place.Local || p.Kind == place.Value {
			roots[p.Name] = true
		}
	}
	for _, evs := range t.Events {
		for _, ev := range evs {
			for _, a := range ev.Accesses {
				note(roots, a.Place)
				for _, m := range a.Sync {
					note(roots, m.Place)
				}
			}
		}
	}
	for name := range roots {
		instr := t.Defs[name]
		if instr == nil || instr.Block() == nil {
			continue
		}
		blk := instr.Block()
		ev := &Event{Kind: EvDef, Index: slices.Index(blk.Instrs, instr), Instr: instr, Place: place.Place{Name: name}, callParts: t.Pkg.noParts}
		t.Events[blk.Index] = append(t.Events[blk.Index], ev)
	}
}

// instr returns the events of one instruction.
func (t *Trace) instr(instr ssa.Instruction) []*Event {
	switch i := instr.(type) {
	case *ssa.Return:
		return returnedMaps(t, i)
	case *ssa.MapUpdate:
		evs := t.access(state.OpWrite, i.Map, i, i.Pos())
		for j := range evs {
			evs[j].Accesses[0].OnDemand = escape.OnDemand(t.Heap, i)
		}
		return evs
	case *ssa.Lookup:
		if ssaq.IsMap(i.X.Type()) {
			return t.access(state.OpRead, i.X, i, i.Pos())
		}
	case *ssa.Next:
		if r, ok := i.Iter.(*ssa.Range); ok && ssaq.IsMap(r.X.Type()) {
			return t.access(state.OpRange, r.X, i, r.Pos())
		}
	case *ssa.Store:
		noteStoredCallback(t, i)
		return t.store(i)
	case *ssa.Send:
		return append(t.send(i.Chan), postEvents(t, i.X, i.Chan, i)...)
	case *ssa.Select:
		return selectPostEvents(t, i)
	case *ssa.UnOp:
		if i.Op == token.ARROW && !branches(t, i) {
			return t.receive(i.X)
		}
	case *ssa.Call:
		evs := t.call(&i.Call, i)
		markOnDemand(t, i, evs)
		return evs
	case *ssa.Go:
		return t.spawn(&i.Call, i, effect.Thread{Name: "goroutine", Maybe: t.Flows.Optional(i.Block()), StartGuard: escape.StartGuard(t.Heap, i)})
	case *ssa.MakeInterface:
		return listener(t, i)
	case *ssa.RunDefers:
		return deferredEvents(t, i)
	}
	return nil
}
