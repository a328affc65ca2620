package summary

import (
	"cmp"
	"maps"
	"slices"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// build computes the summary of the builder's function.
func (b *builder) build() *Summary {
	b.scan()
	b.flow()
	b.annotate()
	s := &Summary{Exits: b.exit.dead}
	b.exported = state.NewMemo(func(ms state.Marks) state.Marks { return b.eng.marks.Intern(b.exportMarks(ms)) })
	if b.eng.tests.uncalled(b.fn) {
		return s
	}
	b.results(s)
	b.collect(s)
	b.effects(s)
	b.aliases(s)
	b.noteInserts(s)
	return s
}

// export translates a place for the callers: places of this function's own
// values mean nothing to them, except of those that it returns.
func (b *builder) export(p place.Place) place.Place {
	switch p.Kind {
	case place.Local:
		i, ok := b.returned[p.Name]
		if !ok {
			return place.Place{}
		}
		p.Kind, p.Index, p.Name = place.Result, i, ""
	case place.Value:
		return place.Place{}
	}
	return p
}

// exportMarks drops the marks of local locks and channels: no caller can have
// them too. A lock of an unknown object remains, as one that may be any.
func (b *builder) exportMarks(ms state.Marks) state.Marks {
	var kept state.Marks
	for _, m := range ms {
		if m.Place.Kind != place.Local || b.export(m.Place).Known() {
			kept = append(kept, m)
		}
	}
	return kept.Map(b.export)
}

// collect gathers the accesses and goroutines of all events.
func (b *builder) collect(s *Summary) {
	s.Accesses = b.eng.gathered[:0]
	seen := b.eng.seen
	clear(seen)
	for _, words := range []bool{false, true} {
		for _, evs := range b.events {
			for _, ev := range evs {
				if ev.live && (ev.kind == evAccess || ev.kind == evSpawn) {
					b.collectEvent(s, ev, seen, words)
				}
			}
		}
		if !words {
			s.mapThreads = len(s.Threads)
		}
	}
	if len(s.Accesses) > maxAccesses || len(s.Words) > maxWords {
		b.eng.cut(b.fn, "accesses that callers get to know")
	}
	b.eng.gathered = s.Accesses
	s.Accesses, s.Words = slices.Clone(foremost(s.Accesses, maxAccesses)), foremost(s.Words, maxWords)
}

// foremost keeps the accesses that are most likely to be one side of a
// conflict where there are more than a summary may have: those with the fewest
// locks, writes first, and as many of goroutines as of the caller's own thread. It
// owns its argument.
func foremost(as []Access, limit int) []Access {
	if len(as) <= limit {
		return as
	}
	rank := func(a Access) int {
		r := 2 * a.Marks.NumLocks()
		if !a.Op.Writes() {
			r++
		}
		return r
	}
	slices.SortStableFunc(as, func(a, b Access) int { return cmp.Compare(rank(a), rank(b)) })
	own, others := byThread(as, &[]Access{})
	kept := min(len(own), max(limit/2, limit-len(others)))
	return append(own[:kept:kept], others[:min(len(others), limit-kept)]...)
}

// collectEvent gathers the accesses of one event: to maps, or to words, which
// come last and so leave no trace in what is said of maps.
func (b *builder) collectEvent(s *Summary, ev *event, seen map[accessID]int, words bool) {
	list := &s.Accesses
	if words {
		list = &s.Words
	}
	threads := map[int16]int16{0: 0} // of the event to those of the summary
	number := func(t int16) int16 {
		if n, ok := threads[t]; ok {
			return n
		}
		if len(s.Threads) >= maxThreads {
			b.eng.cut(b.fn, "goroutines")
			return -1
		}
		th := ev.threads[t-1]
		th.gate, th.succeeds = b.export(th.gate), b.succeedsAfter(ev, th.succeeds)
		s.Threads = append(s.Threads, th)
		threads[t] = int16(len(s.Threads))
		return threads[t]
	}
	paced := b.paced(b.blockOf(ev))
	for i := range ev.accesses {
		a := ev.accesses[i]
		p := b.export(a.Place)
		if !p.Known() || (a.Word != NoWord) != words {
			continue
		}
		if len(*list) >= maxGathered {
			b.eng.cut(b.fn, "accesses")
			break
		}
		many := false
		if a.Thread > 0 {
			l := b.live(ev, &ev.accesses[i])
			if !l.exit && l.renewed {
				continue // nobody reaches that object by this place any more
			}
			if !l.exit {
				a.Thread, a.Marks = 0, b.eng.marks.Intern(a.Marks.Union(l.locks))
			}
			many = a.Thread > 0 && l.events.has(ev.id) && !ev.threads[a.Thread-1].single(a.Place)
		}
		a.Place, a.Marks = p, b.exported.Of(a.Marks)
		a.Paced = a.Paced || paced
		a.Expects = a.Expects || a.Thread == 0 && b.eng.expectsLock(b.fn)
		if a.Thread = number(a.Thread); a.Thread < 0 {
			continue
		}
		if many && a.Thread > 0 {
			s.Threads[a.Thread-1].Many = true
		}
		key := idOf(&a)
		if i, ok := seen[key]; ok {
			(*list)[i].Paced, (*list)[i].Fills = (*list)[i].Paced || a.Paced, (*list)[i].Fills && a.Fills
			continue
		}
		seen[key] = len(*list)
		a.Own = a.Own || b.ownMap(ev, p)
		*list = append(*list, a)
	}
	if words {
		return
	}
	for _, c := range ev.calls {
		var l *liveSet
		if c.Thread > 0 {
			l = b.live(ev, &Access{Marks: c.Marks, ByVal: -1, Thread: c.Thread, Site: new(Site), Circumstances: Circumstances{joined: c.Joined}})
			c.Joined = !l.exit
		}
		if c.Thread = number(c.Thread); c.Thread < 0 || len(s.Calls) >= maxThreads {
			continue
		}
		c.Args = mapAll(c.Args, b.export)
		c.Marks = c.Marks.Map(b.export)
		if l != nil {
			th := &s.Threads[c.Thread-1]
			th.Many = th.Many || l.events.has(ev.id) && !th.gate.Known()
		}
		s.Calls = append(s.Calls, c)
	}
}

// accessID says which accesses are alike for a caller: the first one speaks for
// all. The marks are those of the engine's table, which are alike if they are the
// same.
type accessID struct {
	op     state.Op
	word   Word
	within known.Depth
	place  place.Place
	byVal  int16
	thread int16
	marks  state.Identity
}

func idOf(a *Access) accessID {
	return accessID{a.Op, a.Word, a.Within, a.Place, a.ByVal, a.Thread, a.Marks.Identity()}
}

// effects says what the function does to locks, channels and variables.
func (b *builder) effects(s *Summary) {
	for _, m := range b.exit.marks {
		switch m.Mode {
		case state.Write, state.Read:
			if !b.assumed.Has(m.Place, m.Mode) && b.export(m.Place).Known() && (m.Must || b.returnsHolding(m) || !b.unlocks(m)) {
				s.Acquires = append(s.Acquires, b.takenForHeld(m))
			}
		case state.After:
			if p := b.export(m.Place); p.Known() && m.Must && len(s.Joins) < maxStores {
				s.Joins = append(s.Joins, p)
			}
		}
	}
	for _, m := range b.assumed {
		switch {
		case !b.export(m.Place).Known() || b.exit.dead:
		case !b.exit.marks.Has(m.Place, m.Mode) || b.mute() && !b.locks(m):
			s.Releases = append(s.Releases, m)
		default:
			s.lends = append(s.lends, m)
		}
	}
	b.actAsLock(s)
	s.Acquires, s.Releases, s.lends = b.exportMarks(s.Acquires), b.exportMarks(s.Releases), b.exportMarks(s.lends)
	for _, r := range b.relays {
		r.From, r.To = b.export(r.From), b.export(r.To)
		if r.From.Known() && r.To.Known() && len(s.Relays) < maxStores && !slices.Contains(s.Relays, r) {
			s.Relays = append(s.Relays, r)
		}
	}
	assigned := map[place.Place]bool{} // whatever they hold
	for _, evs := range b.events {
		for _, ev := range evs {
			switch ev.kind {
			case evSignal:
				s.Signals = b.note(s.Signals, ev.place)
				if ev.toggle || ev.closing { // or received, for which others wait as well
					s.Sends = b.note(s.Sends, ev.place)
				}
			case evSpawn:
				for _, p := range ev.sends {
					s.LateSends = b.note(s.LateSends, p)
				}
			case evStore:
				if b.export(ev.place).Kind != place.Result { // of which callers know no earlier value
					s.Stores = b.note(s.Stores, ev.place)
				}
				if ev.fills {
					s.Fills = b.note(s.Fills, ev.place)
				} else {
					assigned[b.export(ev.place)] = true
				}
			case evLend: // of a callee; the function itself may not hold the lock
				if !ev.state.Has(ev.mark.Place, ev.mark.Mode) && !s.lends.Has(ev.mark.Place, ev.mark.Mode) && len(s.lends) < maxStores {
					s.lends = append(s.lends, b.exportMarks(state.Marks{ev.mark})...)
				}
			case evAdd:
				for _, p := range ev.adds {
					s.Adds = b.note(s.Adds, p)
				}
			case evParallel:
				if ev.place.Kind == place.Param && !slices.Contains(s.Parallel, ev.place.Index) {
					s.Parallel = append(s.Parallel, ev.place.Index)
				}
			}
		}
	}
	s.Fills = slices.DeleteFunc(s.Fills, func(p place.Place) bool { return assigned[p] })
}

// aliases says which fields of the objects that the function makes and returns
// hold what the callers know by another name, and still do so on return.
func (b *builder) aliases(s *Summary) {
	fields := b.fields
	if len(b.replaced) > 0 {
		fields = maps.Clone(fields)
		maps.Copy(fields, b.replaced)
	}
	for _, from := range slices.SortedFunc(maps.Keys(fields), place.Compare) {
		f := Alias{b.export(from), b.export(fields[from])}
		if f.From.Kind == place.Result && f.To.Known() && len(s.Fields) < maxStores && !slices.ContainsFunc(s.Stores, f.To.HasPrefix) {
			s.Fields = append(s.Fields, f)
		}
	}
}

// returnsHolding reports whether some return is certainly under the lock: a
// function that locks "if needed", or unless it fails. Where paths with and
// without the lock have met before, one of them cannot be taken, and callers
// should not be told that they hold the lock.
func (b *builder) returnsHolding(m *state.Mark) bool {
	for _, p := range b.returnPoints {
		if slices.ContainsFunc(p.marks, func(n *state.Mark) bool { return n.Place == m.Place && n.Mode == m.Mode && n.Must }) {
			return true
		}
	}
	return false
}

// unlocks reports whether the function gives up a lock somewhere.
func (b *builder) unlocks(m *state.Mark) bool { return b.does(evUnlock, m) }

// locks reports whether the function takes a lock somewhere.
func (b *builder) locks(m *state.Mark) bool { return b.does(evLock, m) }

func (b *builder) does(kind eventKind, m *state.Mark) bool {
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind == kind && ev.mark.Mode == m.Mode && ev.mark.Place.MayAlias(m.Place) {
				return true
			}
		}
	}
	return false
}

// note adds p to a bounded set of places that callers know.
func (b *builder) note(ps []place.Place, p place.Place) []place.Place {
	if p = b.export(p); !p.Known() || len(ps) >= maxStores {
		return ps
	}
	return insert(ps, p)
}
