package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/alias"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// collector adds the accesses, goroutines and calls of one event to a summary.
type collector struct {
	f       *order.Flow
	s       *effect.Summary
	ev      *trace.Event
	threads map[int16]int16         // from the threads of the event to those of the summary
	seen    map[effect.AccessID]int // the index of each access in its list
	needs   map[*ssa.BasicBlock]*effect.Need
}

// collect adds the accesses, goroutines and calls of the function. Accesses to scalars come
// last, so that they do not change what the summary says about maps.
func collect(f *order.Flow, s *effect.Summary) {
	s.Accesses = f.Pkg.AccessBuffer[:0]
	seen := f.Pkg.SeenAccesses
	clear(seen)
	needs := map[*ssa.BasicBlock]*effect.Need{}
	collectors := func(yield func(*collector) bool) {
		for ev := range f.AllEvents() {
			if !ev.Live || ev.Kind != trace.EvAccess && ev.Kind != trace.EvSpawn {
				continue
			}
			if !yield(&collector{f, s, ev, map[int16]int16{0: 0}, seen, needs}) {
				return
			}
		}
	}
	for c := range collectors {
		c.accesses(&s.Accesses, func(a *effect.Access) bool { return a.Scalar == effect.NotScalar })
		c.calls()
	}
	s.MapThreads = len(s.Threads)
	for c := range collectors {
		c.accesses(&s.Scalars, func(a *effect.Access) bool { return a.Scalar != effect.NotScalar })
	}
	if len(s.Accesses) > effect.MaxAccesses || len(s.Scalars) > effect.MaxScalars {
		f.Pkg.LimitReached(f.Fn, "accesses that callers get to know")
	}
	f.Pkg.AccessBuffer = s.Accesses
	s.Accesses, s.Scalars = slices.Clone(effect.TopRanked(s.Accesses, effect.MaxAccesses)), effect.TopRanked(s.Scalars, effect.MaxScalars)
}

// accesses adds the accesses of the event that are wanted to a list.
func (c *collector) accesses(list *[]effect.Access, wanted func(*effect.Access) bool) {
	blk := c.f.BlockOf(c.ev)
	paced := c.f.Paced(blk)
	need, ok := c.needs[blk]
	if !ok {
		need = escape.NeedAt(blk)
		c.needs[blk] = need
	}
	for i := range c.ev.Accesses {
		p := c.f.Export(c.ev.Accesses[i].Place)
		if !p.Known() || !wanted(&c.ev.Accesses[i]) {
			continue
		}
		if len(*list) >= effect.MaxGathered {
			c.f.Pkg.LimitReached(c.f.Fn, "accesses")
			return
		}
		a := c.ev.Accesses[i]
		many, reachable := c.atReturn(&a, i)
		if !reachable {
			continue
		}
		if a.Need == nil {
			a.Need = need
		}
		a.Place, a.Sync = p, c.f.Exported.Of(a.Sync)
		a.Periodic = a.Periodic || paced
		a.ExpectsLock = a.ExpectsLock || a.Thread == 0 && c.f.Pkg.ExpectsLock(c.f.Fn)
		if a.Thread = c.thread(a.Thread); a.Thread < 0 {
			continue
		}
		if many && a.Thread > 0 {
			c.s.Threads[a.Thread-1].Many = true
		}
		key := a.ID()
		if i, ok := c.seen[key]; ok {
			(*list)[i].Need = (*list)[i].Need.Either(a.Need)
			(*list)[i].Periodic, (*list)[i].FillsNil = (*list)[i].Periodic || a.Periodic, (*list)[i].FillsNil && a.FillsNil
			continue
		}
		c.seen[key] = len(*list)
		a.MaybeReplaced = a.MaybeReplaced || alias.MayBeReassigned(c.f.Trace, c.ev, p)
		*list = append(*list, a)
	}
}

// atReturn rewrites a, a copy of access i of the event, as it is when the function returns:
// an access of a goroutine that has ended by then is one of the caller's thread. It reports
// whether several such goroutines may run at once (many), and whether the place still leads
// to the object (reachable).
func (c *collector) atReturn(a *effect.Access, i int) (many, reachable bool) {
	if a.Thread == 0 {
		return false, true
	}
	live := c.f.Live(c.ev, &c.ev.Accesses[i])
	if live.Outlives {
		return live.Events.Has(c.ev.ID) && !c.ev.Threads[a.Thread-1].AtMostOne(a.Place), true
	}
	if live.Renewed {
		return false, false
	}
	a.Thread, a.ByWorker, a.Sync = 0, true, c.f.Pkg.SyncSets.Intern(a.Sync.Union(live.Locks))
	return false, true
}

// thread returns the number in the summary of a thread of the event, and adds the thread if
// it is new; -1 if the summary has too many.
func (c *collector) thread(t int16) int16 {
	if n, ok := c.threads[t]; ok {
		return n
	}
	if len(c.s.Threads) >= effect.MaxThreads {
		c.f.Pkg.LimitReached(c.f.Fn, "goroutines")
		return -1
	}
	th := c.ev.Threads[t-1]
	th.StartGuard, th.StarterSucceeds = c.f.Export(th.StartGuard), c.f.SucceedsAfter(c.ev, th.StarterSucceeds)
	c.s.Threads = append(c.s.Threads, th)
	c.threads[t] = int16(len(c.s.Threads))
	return c.threads[t]
}

// calls adds the calls of functions that the caller provides.
func (c *collector) calls() {
	for _, call := range c.ev.Calls {
		var live *order.LiveSet
		if call.Thread > 0 {
			live = c.f.Live(c.ev, &effect.Access{Sync: call.Sync, LoadedSteps: -1, Thread: call.Thread, Site: new(effect.Site), Circumstances: effect.Circumstances{Joined: call.Joined}})
			call.Joined = !live.Outlives
		}
		if call.Thread = c.thread(call.Thread); call.Thread < 0 || len(c.s.Calls) >= effect.MaxThreads {
			continue
		}
		call.Args = effect.MapAll(call.Args, c.f.Export)
		call.Sync = call.Sync.Map(c.f.Export)
		if live != nil {
			th := &c.s.Threads[call.Thread-1]
			th.Many = th.Many || live.Events.Has(c.ev.ID) && !th.StartGuard.Known()
		}
		c.s.Calls = append(c.s.Calls, call)
	}
}
