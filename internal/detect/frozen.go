package detect

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// FrozenWrites lists the changes of maps that are shared by way of an atomic
// variable, a sync.Map, a context, a database in memory, an informer or a request.
//
// Silent is who holds a lock, unless another function takes the map from the same
// variable without one; an object that has a lock or a channel of its own; what
// is taken from a context, unless it is put into a child of it.
func FrozenWrites(e *order.Flows) []effect.FrozenWrite {

	bare := bareReads(e)
	var out []effect.FrozenWrite
	for _, fn := range e.Code {
		if fn.Synthetic != "" {
			continue
		}
		b := e.Of[fn]
		pubs := escape.Publications(b.Heap)
		for _, evs := range b.Events {
			for _, ev := range evs {
				if !ev.Live || ev.Kind != trace.EvAccess && ev.Kind != trace.EvSpawn {
					continue
				}
				for k := range ev.Accesses {
					if w, ok := frozenWrite(b, ev, &ev.Accesses[k], pubs, bare); ok {
						out = append(out, w)
					}
				}
			}
		}
	}
	return out
}

// frozenWrite judges one access.
func frozenWrite(b *order.Flow, ev *trace.Event, a *effect.Access, pubs []escape.Publication, bare map[string]bool) (effect.FrozenWrite, bool) {
	if !a.Op.Writes() || a.Op.Replaces() || a.Scalar != effect.NotScalar || a.MaybeReplaced || a.Pos.Text != "" || !a.Place.Known() {
		return effect.FrozenWrite{}, false
	}
	w := effect.FrozenWrite{Write: *a, At: ssaq.InstrPos(ev.Instr)}
	locked := a.Sync.NumLocks() > 0 || ev.State.NumLocks() > 0 || b.Pkg.EntryLocksets[b.Fn].NumLocks() > 0 || b.Pkg.ExpectsLock(b.Fn)
	root := b.Defs[a.Place.Name]
	switch a.Place.Kind {
	case place.Value:
		call := escape.TakenFrom(b.Heap, ssaq.Def(root), escape.MaxTaken)
		if call == nil {
			break
		}
		if escape.GuardsItself(b.Heap, call, a.Place) || escape.LocksOwn(a) {
			return w, false
		}
		w.Source, w.From = known.Frozen(ssaq.CalleeObj(call.Common())), ssaq.InstrPos(call)
		return w, !locked || bare[escape.KeptIn(b.Heap, call)+a.Place.Path]
	case place.Local:
		for _, p := range pubs {
			if p.Place == a.Place.Root() && !locked && b.Flows.Between(root, ev.Instr, func(i ssa.Instruction) bool { return i == p.Call }) && !p.Lost(ev.Instr.Block()) && !escape.HasSync(p.Typ) {
				w.Source, w.From, w.AfterPublication = ssaq.CalleeObj(p.Call.Common()).Name(), ssaq.InstrPos(p.Call), true
				return w, true
			}
		}
	case place.Param, place.FreeVar:
		if !locked && context.OutlivesHandler(b, ev, a) {
			w.Source, w.At, w.Thread = "http.Request", a.Pos.At(), &ev.Threads[a.Thread-1]
			return w, true
		}
		if !locked && b.Observed(a.Place) {
			w.Source, w.From = known.Informer, b.Fn.Pos()
			return w, true
		}
	}
	m := written(b, ev, a)
	return w, !locked && escape.KeptInLocked(b.Heap, &w, m) || escape.Rewrapped(b.Heap, &w, m)
}

// bareReads lists the variables whose maps are read without any lock, and the way
// to the map.
func bareReads(e *order.Flows) map[string]bool {
	out := map[string]bool{}
	for _, fn := range e.Code {
		b := e.Of[fn]
		for _, evs := range b.Events {
			for _, ev := range evs {
				for _, a := range ev.Accesses {
					if a.Op.Writes() || a.Place.Kind != place.Value || a.Sync.NumLocks() > 0 || e.EntryLocksets[fn].NumLocks() > 0 {
						continue
					}
					if call := escape.TakenFrom(b.Heap, ssaq.Def(b.Defs[a.Place.Name]), escape.MaxTaken); call != nil {
						if kept := escape.KeptIn(b.Heap, call); kept != "" {
							out[kept+a.Place.Path] = true
						}
					}
				}
			}
		}
	}
	return out
}

// written returns the map that an access of an event writes to, which the function has as a
// value: it writes itself, or gives the map to a function of the package that does. What
// a literal writes is the literal's own.
func written(b *order.Flow, ev *trace.Event, a *effect.Access) ssa.Value {
	switch i := ev.Instr.(type) {
	case *ssa.MapUpdate:
		return i.Map
	case *ssa.Call:
		if t := b.Target(i.Common()); t.Fn == nil || t.Fn.Parent() != nil {
			return nil
		}
		for _, s := range heap.PutsBy(b.Heap, i) {
			if b.Place(s.M) == a.Place {
				return s.M
			}
		}
	}
	return nil
}
