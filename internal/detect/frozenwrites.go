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

// FrozenWrites lists the writes in place to maps that are shared through an atomic variable,
// a sync.Map, a context, an in-memory database, an informer or a request.
//
// False negative: the writer holds a lock, and no function of the package takes the map
// from the same variable without one; the object has a lock or a channel of its own; the
// map comes from a context and is not put into a child of it.
func FrozenWrites(fs *order.Flows) []effect.FrozenWrite {
	bare := bareReads(fs)
	var out []effect.FrozenWrite
	for _, fn := range fs.NonTest {
		if fn.Synthetic != "" {
			continue
		}
		f := fs.Of[fn]
		pubs := escape.Publications(f.Heap)
		for ev := range f.AllEvents() {
			if !ev.Live || ev.Kind != trace.EvAccess && ev.Kind != trace.EvSpawn {
				continue
			}
			for k := range ev.Accesses {
				if w, ok := frozenWrite(f, ev, &ev.Accesses[k], pubs, bare); ok {
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// frozenWrite returns the frozen write that an access is, if it is one.
func frozenWrite(f *order.Flow, ev *trace.Event, a *effect.Access, pubs []escape.Publication, bare map[string]bool) (effect.FrozenWrite, bool) {
	toMap := a.Op.Writes() && !a.Op.Replaces() && a.Scalar == effect.NotScalar
	if !toMap || a.MaybeReplaced || a.Pos.Text != "" || !a.Place.Known() {
		return effect.FrozenWrite{}, false
	}
	w := effect.FrozenWrite{Write: *a, At: ssaq.InstrPos(ev.Instr)}
	locked := a.Sync.NumLocks() > 0 || ev.Sync.NumLocks() > 0 || f.Pkg.EntryLocksets[f.Fn].NumLocks() > 0 || f.Pkg.ExpectsLock(f.Fn)
	root := f.Defs[a.Place.Name]
	if out, ok := escape.HandedOut(f.Heap, a.Place); ok {
		if out.GuardsItself() || out.LocksOwn(a) {
			return w, false
		}
		w.Source, w.From = out.Container(), ssaq.InstrPos(out.At)
		return w, !locked || bare[out.Source()+out.Path]
	}
	switch a.Place.Kind {
	case place.Local:
		for _, p := range pubs {
			if p.Place == a.Place.Root() && !locked && publishedBefore(f, p, root, ev.Instr) && !escape.HasSync(p.Typ) {
				w.Source, w.From, w.AfterPublication = ssaq.CalleeObj(p.Call.Common()).Name(), ssaq.InstrPos(p.Call), true
				return w, true
			}
		}
	case place.Param, place.FreeVar:
		if !locked && context.OutlivesHandler(f, ev, a) {
			w.Source, w.At, w.Thread = "http.Request", a.Pos.At(), &ev.Threads[a.Thread-1]
			return w, true
		}
		if !locked && escape.FromInformer(f.Heap, a.Place) {
			w.Source, w.From = known.Informer, f.Fn.Pos()
			return w, true
		}
	}
	m := writtenMap(f, ev, a)
	return w, !locked && escape.KeptInLocked(f.Heap, &w, m) || escape.Rewrapped(f.Heap, &w, m)
}

// publishedBefore reports whether the function publishes the object that def makes on some way to
// an instruction, and keeps it published.
func publishedBefore(f *order.Flow, p escape.Publication, def, instr ssa.Instruction) bool {
	publishes := func(i ssa.Instruction) bool { return i == p.Call }
	return f.Paths.Between(def, instr, publishes) && !p.Lost(instr.Block())
}

// bareReads returns the variables from which the package takes maps that it reads without
// any lock: a key is the variable followed by the path to the map.
func bareReads(fs *order.Flows) map[string]bool {
	out := map[string]bool{}
	for _, fn := range fs.NonTest {
		if fs.EntryLocksets[fn].NumLocks() > 0 {
			continue
		}
		f := fs.Of[fn]
		for ev := range f.AllEvents() {
			for i := range ev.Accesses {
				if variable := bareRead(f, &ev.Accesses[i]); variable != "" {
					out[variable] = true
				}
			}
		}
	}
	return out
}

// bareRead returns the variable from which the function takes a map that the access reads
// without a lock, "" for any other access.
func bareRead(f *order.Flow, a *effect.Access) string {
	if a.Op.Writes() || a.Sync.NumLocks() > 0 {
		return ""
	}
	out, ok := escape.HandedOut(f.Heap, a.Place)
	if !ok || out.Source() == "" {
		return ""
	}
	return out.Source() + out.Path
}

// writtenMap returns the map that an access of an event writes to, if the function has it as
// a value: the function writes itself or passes the map to a function of the package that
// does. The writes of a function literal are found when the literal is examined.
func writtenMap(f *order.Flow, ev *trace.Event, a *effect.Access) ssa.Value {
	switch i := ev.Instr.(type) {
	case *ssa.MapUpdate:
		return i.Map
	case *ssa.Call:
		if t := f.Target(i.Common()); t.Fn == nil || t.Fn.Parent() != nil {
			return nil
		}
		for _, s := range heap.MapAssignmentsBy(f.Heap, i) {
			if f.Place(s.Map) == a.Place {
				return s.Map
			}
		}
	}
	return nil
}
