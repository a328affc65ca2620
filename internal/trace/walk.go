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
func (b *Trace) Scan() {
	heap.FindStores(b.Heap)
	findLoops(b)
	b.Events = make([][]*Event, len(b.Fn.Blocks))
	for _, blk := range b.Fn.Blocks {
		for i, instr := range blk.Instrs {
			for _, ev := range slices.Concat(b.instr(instr), plainScalar(b, instr), contracts(b, instr)) {
				b.add(blk, i, instr, ev)
			}
		}
	}
	conditions(b)
	unalias(b)
	shareCopies(b)
	b.markDefs()
	id := 0
	for _, blk := range b.Fn.Blocks {
		evs := b.Events[blk.Index]
		slices.SortStableFunc(evs, compareEvents)
		for _, ev := range evs {
			ev.Id = id
			id++
			b.Homes = append(b.Homes, blk.Index)
		}
	}
}

// markDefs adds an event where each root of an accessed place is made: to run
// it again makes another object.
func (b *Trace) markDefs() {
	roots := map[string]bool{}
	note := func(roots map[string]bool, p place.Place) {
		if p.Kind == place.Local || p.Kind == place.Value {
			roots[p.Name] = true
		}
	}
	for _, evs := range b.Events {
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
		instr := b.Defs[name]
		if instr == nil || instr.Block() == nil {
			continue
		}
		blk := instr.Block()
		ev := &Event{Kind: EvDef, Index: slices.Index(blk.Instrs, instr), Instr: instr, Place: place.Place{Name: name}, parts: b.Pkg.noParts}
		b.Events[blk.Index] = append(b.Events[blk.Index], ev)
	}
}

// instr returns the events of one instruction.
func (b *Trace) instr(instr ssa.Instruction) []*Event {
	switch i := instr.(type) {
	case *ssa.Return:
		return handOver(b, i)
	case *ssa.MapUpdate:
		evs := b.access(state.OpWrite, i.Map, i, i.Pos())
		for j := range evs {
			evs[j].Accesses[0].OnDemand = escape.OnDemand(b.Heap, i)
		}
		return evs
	case *ssa.Lookup:
		if ssaq.IsMap(i.X.Type()) {
			return b.access(state.OpRead, i.X, i, i.Pos())
		}
	case *ssa.Next:
		if r, ok := i.Iter.(*ssa.Range); ok && ssaq.IsMap(r.X.Type()) {
			return b.access(state.OpRange, r.X, i, r.Pos())
		}
	case *ssa.Store:
		storeOut(b, i)
		return b.store(i)
	case *ssa.Send:
		return append(b.send(i.Chan), posts(b, i.X, i.Chan, i)...)
	case *ssa.Select:
		return selectPosts(b, i)
	case *ssa.UnOp:
		if i.Op == token.ARROW && !branches(b, i) {
			return b.receive(i.X)
		}
	case *ssa.Call:
		evs := b.call(&i.Call, i)
		onDemandBy(b, i, evs)
		return evs
	case *ssa.Go:
		return b.spawn(&i.Call, i, effect.Thread{Name: "goroutine", Optional: b.Flows.Optional(i.Block()), StartGuard: escape.StartGuard(b.Heap, i)})
	case *ssa.MakeInterface:
		return listener(b, i)
	case *ssa.RunDefers:
		return deferred(b, i)
	}
	return nil
}
