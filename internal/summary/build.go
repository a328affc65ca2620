package summary

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// build computes the summary of the builder's function.
func build(b *order.Flow) *effect.Summary {
	b.Scan()
	b.Flow()
	b.Annotate()
	s := &effect.Summary{NeverReturns: b.Exit.Dead}
	b.Exported = state.NewMemo(func(ms state.SyncSet) state.SyncSet { return b.Pkg.Marks.Intern(exportMarks(b, ms)) })
	if b.Pkg.Tests.Uncalled(b.Fn) {
		return s
	}
	escape.Results(b.Heap, s)
	collect(b, s)
	effects(b, s)
	aliases(b, s)
	heap.NoteInserts(b.Heap, s)
	return s
}

// exportMarks drops the marks of local locks and channels: no caller can have
// them too. A lock of an unknown object remains, as one that may be any.
func exportMarks(b *order.Flow, ms state.SyncSet) state.SyncSet {
	var kept state.SyncSet
	for _, m := range ms {
		if m.Place.Kind != place.Local || b.Export(m.Place).Known() {
			kept = append(kept, m)
		}
	}
	return kept.Map(b.Export)
}

// collect gathers the accesses and goroutines of all events.
func collect(b *order.Flow, s *effect.Summary) {
	s.Accesses = b.Pkg.Gathered[:0]
	seen := b.Pkg.Seen
	clear(seen)
	for _, words := range []bool{false, true} {
		for _, evs := range b.Events {
			for _, ev := range evs {
				if ev.Live && (ev.Kind == trace.EvAccess || ev.Kind == trace.EvSpawn) {
					collectEvent(b, s, ev, seen, words)
				}
			}
		}
		if !words {
			s.MapThreads = len(s.Threads)
		}
	}
	if len(s.Accesses) > effect.MaxAccesses || len(s.Scalars) > effect.MaxScalars {
		b.Pkg.LimitReached(b.Fn, "accesses that callers get to know")
	}
	b.Pkg.Gathered = s.Accesses
	s.Accesses, s.Scalars = slices.Clone(effect.TopRanked(s.Accesses, effect.MaxAccesses)), effect.TopRanked(s.Scalars, effect.MaxScalars)
}

// collectEvent gathers the accesses of one event: to maps, or to words, which
// come last and so leave no trace in what is said of maps.
func collectEvent(b *order.Flow, s *effect.Summary, ev *trace.Event, seen map[effect.AccessID]int, words bool) {
	list := &s.Accesses
	if words {
		list = &s.Scalars
	}
	threads := map[int16]int16{0: 0} // of the event to those of the summary
	number := func(t int16) int16 {
		if n, ok := threads[t]; ok {
			return n
		}
		if len(s.Threads) >= effect.MaxThreads {
			b.Pkg.LimitReached(b.Fn, "goroutines")
			return -1
		}
		th := ev.Threads[t-1]
		th.StartGuard, th.StarterSucceeds = b.Export(th.StartGuard), b.SucceedsAfter(ev, th.StarterSucceeds)
		s.Threads = append(s.Threads, th)
		threads[t] = int16(len(s.Threads))
		return threads[t]
	}
	paced := b.Paced(b.BlockOf(ev))
	for i := range ev.Accesses {
		a := ev.Accesses[i]
		p := b.Export(a.Place)
		if !p.Known() || (a.Scalar != effect.NotScalar) != words {
			continue
		}
		if len(*list) >= effect.MaxGathered {
			b.Pkg.LimitReached(b.Fn, "accesses")
			break
		}
		many := false
		if a.Thread > 0 {
			l := b.Live(ev, &ev.Accesses[i])
			if !l.Exit && l.Renewed {
				continue // nobody reaches that object by this place any more
			}
			if !l.Exit {
				a.Thread, a.Sync = 0, b.Pkg.Marks.Intern(a.Sync.Union(l.Locks))
			}
			many = a.Thread > 0 && l.Events.Has(ev.Id) && !ev.Threads[a.Thread-1].AtMostOne(a.Place)
		}
		a.Place, a.Sync = p, b.Exported.Of(a.Sync)
		a.Periodic = a.Periodic || paced
		a.ExpectsLock = a.ExpectsLock || a.Thread == 0 && b.Pkg.ExpectsLock(b.Fn)
		if a.Thread = number(a.Thread); a.Thread < 0 {
			continue
		}
		if many && a.Thread > 0 {
			s.Threads[a.Thread-1].Many = true
		}
		key := effect.IdOf(&a)
		if i, ok := seen[key]; ok {
			(*list)[i].Periodic, (*list)[i].FillsNil = (*list)[i].Periodic || a.Periodic, (*list)[i].FillsNil && a.FillsNil
			continue
		}
		seen[key] = len(*list)
		a.MaybeReplaced = a.MaybeReplaced || trace.OwnMap(b.Trace, ev, p)
		*list = append(*list, a)
	}
	if words {
		return
	}
	for _, c := range ev.Calls {
		var l *order.LiveSet
		if c.Thread > 0 {
			l = b.Live(ev, &effect.Access{Sync: c.Sync, LoadedSteps: -1, Thread: c.Thread, Site: new(effect.Site), Circumstances: effect.Circumstances{Joined: c.Joined}})
			c.Joined = !l.Exit
		}
		if c.Thread = number(c.Thread); c.Thread < 0 || len(s.Calls) >= effect.MaxThreads {
			continue
		}
		c.Args = effect.MapAll(c.Args, b.Export)
		c.Sync = c.Sync.Map(b.Export)
		if l != nil {
			th := &s.Threads[c.Thread-1]
			th.Many = th.Many || l.Events.Has(ev.Id) && !th.StartGuard.Known()
		}
		s.Calls = append(s.Calls, c)
	}
}

// effects says what the function does to locks, channels and variables.
func effects(b *order.Flow, s *effect.Summary) {
	for _, m := range b.Exit.Marks {
		switch m.Kind {
		case state.Write, state.Read:
			if !b.Assumed.Has(m.Place, m.Kind) && b.Export(m.Place).Known() && (m.Must || returnsHolding(b, m) || !trace.Unlocks(b.Trace, m)) {
				s.Acquires = append(s.Acquires, takenForHeld(b, m))
			}
		case state.After:
			if p := b.Export(m.Place); p.Known() && m.Must && len(s.Joins) < effect.MaxStores {
				s.Joins = append(s.Joins, p)
			}
		}
	}
	for _, m := range b.Assumed {
		switch {
		case !b.Export(m.Place).Known() || b.Exit.Dead:
		case !b.Exit.Marks.Has(m.Place, m.Kind) || mute(b) && !trace.Locks(b.Trace, m):
			s.Releases = append(s.Releases, m)
		default:
			s.Lends = append(s.Lends, m)
		}
	}
	actAsLock(b, s)
	s.Acquires, s.Releases, s.Lends = exportMarks(b, s.Acquires), exportMarks(b, s.Releases), exportMarks(b, s.Lends)
	for _, r := range b.TransitiveSignals {
		r.From, r.To = b.Export(r.From), b.Export(r.To)
		if r.From.Known() && r.To.Known() && len(s.TransitiveSignals) < effect.MaxStores && !slices.Contains(s.TransitiveSignals, r) {
			s.TransitiveSignals = append(s.TransitiveSignals, r)
		}
	}
	assigned := map[place.Place]bool{} // whatever they hold
	for _, evs := range b.Events {
		for _, ev := range evs {
			switch ev.Kind {
			case trace.EvSignal:
				s.Signals = note(b, s.Signals, ev.Place)
				if ev.SemaphoreOp || ev.Closing { // or received, for which others wait as well
					s.Sends = note(b, s.Sends, ev.Place)
				}
			case trace.EvSpawn:
				for _, p := range ev.Sends {
					s.GoroutineSends = note(b, s.GoroutineSends, p)
				}
			case trace.EvStore:
				if b.Export(ev.Place).Kind != place.Result { // of which callers know no earlier value
					s.Stores = note(b, s.Stores, ev.Place)
				}
				if ev.Fills {
					s.Fills = note(b, s.Fills, ev.Place)
				} else {
					assigned[b.Export(ev.Place)] = true
				}
			case trace.EvLend: // of a callee; the function itself may not hold the lock
				if !ev.State.Has(ev.Mark.Place, ev.Mark.Kind) && !s.Lends.Has(ev.Mark.Place, ev.Mark.Kind) && len(s.Lends) < effect.MaxStores {
					s.Lends = append(s.Lends, exportMarks(b, state.SyncSet{ev.Mark})...)
				}
			case trace.EvAdd:
				for _, p := range ev.Adds {
					s.Adds = note(b, s.Adds, p)
				}
			case trace.EvParallel:
				if ev.Place.Kind == place.Param && !slices.Contains(s.ParallelTests, ev.Place.Index) {
					s.ParallelTests = append(s.ParallelTests, ev.Place.Index)
				}
			}
		}
	}
	s.Fills = slices.DeleteFunc(s.Fills, func(p place.Place) bool { return assigned[p] })
}

// aliases says which fields of the objects that the function makes and returns
// hold what the callers know by another name, and still do so on return.
func aliases(b *order.Flow, s *effect.Summary) {
	fields := b.Fields
	if len(b.Replaced) > 0 {
		fields = maps.Clone(fields)
		maps.Copy(fields, b.Replaced)
	}
	for _, from := range slices.SortedFunc(maps.Keys(fields), place.Compare) {
		f := effect.Alias{From: b.Export(from), To: b.Export(fields[from])}
		if f.From.Kind == place.Result && f.To.Known() && len(s.ResultFields) < effect.MaxStores && !slices.ContainsFunc(s.Stores, f.To.HasPrefix) {
			s.ResultFields = append(s.ResultFields, f)
		}
	}
}

// returnsHolding reports whether some return is certainly under the lock: a
// function that locks "if needed", or unless it fails. Where paths with and
// without the lock have met before, one of them cannot be taken, and callers
// should not be told that they hold the lock.
func returnsHolding(b *order.Flow, m *state.SyncFact) bool {
	for _, p := range b.ReturnPoints {
		if slices.ContainsFunc(p.Marks, func(n *state.SyncFact) bool { return n.Place == m.Place && n.Kind == m.Kind && n.Must }) {
			return true
		}
	}
	return false
}

// note adds p to a bounded set of places that callers know.
func note(b *order.Flow, ps []place.Place, p place.Place) []place.Place {
	if p = b.Export(p); !p.Known() || len(ps) >= effect.MaxStores {
		return ps
	}
	return effect.WithPlace(ps, p)
}

// mute reports whether the function has neither parameters nor results: its callers
// neither tell it whether to lock, nor are they told whether it has.
func mute(b *order.Flow) bool {
	sig := b.Fn.Signature
	return sig.Params().Len() == 0 && sig.Results().Len() == 0
}

// takenForHeld returns a lock that the function may hold on return as its callers see it.
// One that a mute function takes on a condition, and never gives up, they take for held:
// the condition is that the program has several goroutines at all.
//
// Assumes: the condition does not change between the call and the one that unlocks.
func takenForHeld(b *order.Flow, m *state.SyncFact) *state.SyncFact {
	if m.Must || !mute(b) || trace.Unlocks(b.Trace, m) {
		return m
	}
	return &state.SyncFact{Place: m.Place, Kind: m.Kind, Must: true}
}

// actAsLock completes the summary of a method such as Lock or Unlock of a type that is a
// lock made of something else than a lock: a channel, a word that is swapped, a condition
// variable whose mutex is only held for a moment.
func actAsLock(b *order.Flow, s *effect.Summary) {
	obj, ok := b.Fn.Object().(*types.Func)
	if !ok || b.Fn.Synthetic != "" {
		return
	}
	e := known.Locker(obj)
	if e.Kind == known.None || !isPureLock(b) {
		return
	}
	recv := &state.SyncFact{Place: place.Place{Kind: place.Param}, Kind: e.Mode, Must: e.Kind == known.Lock}
	switch e.Kind {
	case known.Lock, known.TryLock:
		s.Acquires = s.Acquires.With(recv)
	case known.Unlock:
		s.Releases = s.Releases.With(recv)
	}
}

// isPureLock reports whether the receiver's type is there to be a lock, and does
// something for it.
func isPureLock(b *order.Flow) bool {
	t := ssaq.Pointee(b.Fn.Params[0].Type())
	if idle(b) || !ssaq.DeclaresLock(t) || ssaq.ReachesMap(t, 0) {
		return false
	}
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.SemaphoreOp && ev.Place.Known() && !trace.CapacityAt(b.Trace, ev.Place).MayAdmitOne() {
				return false // it lets in several
			}
		}
	}
	return true
}

// idle reports whether the function calls nothing and neither sends nor receives.
func idle(b *order.Flow) bool {
	for _, blk := range b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case ssa.CallInstruction, *ssa.Send, *ssa.Select:
				return false
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					return false
				}
			}
		}
	}
	return true
}
