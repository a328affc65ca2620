package order

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Annotate completes the locks and order of the accesses and calls of every event.
func (f *Flow) Annotate() {
	findTransitiveSignals(f)
	raised := raisedCounters(f)
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.Live && len(ev.Accesses)+len(ev.Calls) > 0 {
				annotateEvent(f, ev, raised)
			}
		}
	}
}

// raisedCounters returns the WaitGroups whose counter the function itself raises.
func raisedCounters(f *Flow) map[place.Place]bool {
	out := map[place.Place]bool{}
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.Kind != trace.EvAdd {
				continue
			}
			for _, p := range ev.Adds {
				out[p] = true
			}
		}
	}
	return out
}

func annotateEvent(f *Flow, ev *trace.Event, raised map[place.Place]bool) {
	here := syncAt(f, ev)
	early := noteEarlyLoad(f, ev, here)
	noteOwnLock(f, ev, here)
	complete := state.NewMemo(func(facts state.SyncSet) state.SyncSet {
		facts = facts.Union(here)
		if ev.Kind == trace.EvSpawn {
			facts = withTransitive(f, facts)
		}
		for _, p := range ev.Adds { // by the goroutine, perhaps only after Wait has returned
			if !raised[p] {
				facts = facts.Without(p, state.Before)
			}
		}
		return f.Pkg.SyncSets.Intern(heap.RefineSemaphores(f.Heap, facts))
	})
	for i := range ev.Accesses {
		ev.Accesses[i].Sync = complete.Of(ev.Accesses[i].Sync)
	}
	for i := range ev.Calls {
		ev.Calls[i].Sync = ev.Calls[i].Sync.Union(here)
	}
	ev.Accesses = append(ev.Accesses, early...)
}

// noteEarlyLoad notes that the function read the variable which holds the map of an access
// under other locks than it holds at the access, here. If it has taken a lock since, the read
// of the variable is an access of its own.
func noteEarlyLoad(f *Flow, ev *trace.Event, here state.SyncSet) []effect.Access {
	if ev.Load == nil || len(ev.Accesses) != 1 {
		return nil
	}
	a, loaded, now := &ev.Accesses[0], f.StateAt(ev.Load).Locks(), ev.Sync.Locks()
	if state.Equal(loaded, now) {
		return nil
	}
	a.LoadedSteps = int16(a.Place.Len())
	taken := slices.ContainsFunc(now, func(m *state.SyncFact) bool { return m.Must && !loaded.Has(m.Place, m.Kind) })
	if !taken || !a.Place.Variable() || a.ViaCopy {
		return nil
	}
	early := f.EarlyLoad(ev.Load, a.Place)
	for _, m := range here {
		if !m.IsLock() {
			loaded = loaded.With(m)
		}
	}
	early.Sync = f.Pkg.SyncSets.Intern(heap.RefineSemaphores(f.Heap, loaded))
	return []effect.Access{early}
}

// syncAt returns the locks and order that all accesses of an event have: the waits that
// are passed, and for the function's own thread also the locks and event loops, and the
// signals that are certainly given later.
func syncAt(f *Flow, ev *trace.Event) state.SyncSet {
	held := dropMaybeWaits(ev.Sync)
	if ev.Kind == trace.EvSpawn {
		return ofKind(held, state.After)
	}
	held = held.Union(f.EventLoops)
	for i, p := range f.signals {
		if ev.Signalled&(1<<i) == 0 {
			held = held.With(&state.SyncFact{Place: p, Kind: state.Before, Must: true})
		}
	}
	return held
}

func ofKind(facts state.SyncSet, kind state.Kind) state.SyncSet {
	var out state.SyncSet
	for _, m := range facts {
		if m.Kind == kind {
			out = append(out, m)
		}
	}
	return out
}

// StateAt returns what holds at an instruction: at the first event of its block that is not
// before the instruction, or else at the end of the block.
func (f *Flow) StateAt(instr ssa.Instruction) state.SyncSet {
	blk := instr.Block()
	index := slices.Index(blk.Instrs, instr)
	for _, ev := range f.Events[blk.Index] {
		if ev.Index >= index {
			return ev.Sync
		}
	}
	return f.blockEnds[blk.Index]
}

// noteOwnLock notes, for the accesses of an event, a held lock that belongs to this call of
// the function alone, if the function holds no other lock. It notes nothing for a map that
// belongs to the call as well.
func noteOwnLock(f *Flow, ev *trace.Event, held state.SyncSet) {
	locks := held.Locks()
	foreign := func(m *state.SyncFact) bool { return m.Place.Kind != place.Local || !m.Must }
	if ev.Kind != trace.EvAccess || len(locks) == 0 || slices.ContainsFunc(locks, foreign) {
		return
	}
	for i := range ev.Accesses {
		if a := &ev.Accesses[i]; isWrittenHere(f, a.Site) && a.Place.Kind != place.Local {
			a.Site.OwnLock = ownLockAt(f, locks[0].Place)
		}
	}
}

// isWrittenHere reports whether a site is in the source of the function or of its literals.
func isWrittenHere(f *Flow, s *effect.Site) bool {
	return s.Pos.Text == "" && (s.Func == f.Fn.Name() || strings.HasPrefix(s.Func, f.Fn.Name()+"$"))
}

// ownLockAt describes the lock at p, a variable of the function or a field of one, if no
// other goroutine can get it.
func ownLockAt(f *Flow, p place.Place) effect.OwnLock {
	name := p.Name[strings.LastIndexByte(p.Name, ':')+1:]
	a, ok := f.Defs[p.Name].(*ssa.Alloc)
	if !ok || !ssaq.DoesNotEscape(a) {
		return effect.OwnLock{}
	}
	switch v := ssaq.SoleValue(a); {
	case p.Path == "":
		return effect.OwnLock{Name: name, In: f.Fn.Name()}
	case v == nil: // a new object, not a copy
		return effect.OwnLock{}
	case f.Fn.Signature.Recv() != nil && v == f.Fn.Params[0]:
		return effect.OwnLock{Name: name + p.Path, Of: effect.Received, In: f.Fn.Name()}
	}
	return effect.OwnLock{Name: name + p.Path, Of: effect.Copied, In: f.Fn.Name()}
}
