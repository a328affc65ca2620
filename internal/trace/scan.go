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
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Scan lists the events of the function, block by block. Package alias then resolves their
// places, and [Trace.Number] makes them ready for the walk.
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
}

// Number adds the definitions that the places of the events are rooted in, sorts the events of
// each block, and numbers all of them.
func (t *Trace) Number() {
	addDefinitions(t)
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

// addDefinitions adds an event where a value is made that the place of an access or of
// its locks and order is rooted in: when control comes there again, it makes another object.
func addDefinitions(t *Trace) {
	for name := range accessedRoots(t) {
		instr := t.Defs[name]
		if instr == nil || instr.Block() == nil {
			continue
		}
		blk := instr.Block()
		t.addEvent(blk, slices.Index(blk.Instrs, instr), instr, &Event{Kind: EvDef, Place: place.Place{Name: name}})
	}
}

// accessedRoots returns the names of the function's own values that the places of accesses,
// and of their locks and order, are rooted in.
func accessedRoots(t *Trace) map[string]bool {
	roots := map[string]bool{}
	note := func(p place.Place) {
		if isOwn(p) {
			roots[p.Name] = true
		}
	}
	for _, evs := range t.Events {
		for _, ev := range evs {
			for _, a := range ev.Accesses {
				note(a.Place)
				for _, m := range a.Sync {
					note(m.Place)
				}
			}
		}
	}
	return roots
}

// instr returns the events of one instruction, without those of scalars and of contracts.
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
		if typeq.IsMap(i.X.Type()) {
			return t.access(state.OpRead, i.X, i, i.Pos())
		}
	case *ssa.Next:
		if r, ok := i.Iter.(*ssa.Range); ok && typeq.IsMap(r.X.Type()) {
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
		if i.Op == token.ARROW && ssaq.ClosedTest(i) == nil {
			return t.receive(i.X)
		}
	case *ssa.Call:
		evs := t.call(&i.Call, i)
		markOnDemand(t, i, evs)
		return evs
	case *ssa.Go:
		return t.spawn(&i.Call, i, effect.Thread{Name: "goroutine", Optional: t.Paths.Optional(i.Block()), StartGuard: escape.StartGuard(t.Heap, i)})
	case *ssa.MakeInterface:
		return listener(t, i)
	case *ssa.RunDefers:
		return deferredEvents(t, i)
	}
	return nil
}
