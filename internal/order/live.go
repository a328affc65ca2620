package order

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// LiveSet is the part of a function that can run beside an access of a
// goroutine which the function has started.
type LiveSet struct {
	Events bits // by the number of the event
	Exit   bool // the goroutine may outlive the function
	// renewed is set where a path ends because the place then names another
	// object.
	Renewed bool
	// locks are those that the function holds where the goroutine starts and at every
	// point until it is waited for.
	Locks state.SyncSet
}

// bits is a set of small numbers.
type bits []uint64

func newBits(n int) bits { return make(bits, (n+63)/64) }

func (s bits) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s bits) Has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// liveKey is what a live set depends on.
type liveKey struct {
	event  int
	root   string
	path   place.Place // of the access if a part of it was walked before the start
	walked int16       // that part
	tokens string
	also   string
	noErr  bool
}

// Live returns what is executed after the goroutine has started until, on
// every path, it is waited for; until the object is another one; until the
// function returns.
func (b *Flow) Live(ev *trace.Event, a *effect.Access) *LiveSet { return b.LiveUntil(ev, a, "") }

// LiveUntil is [Flow.Live] up to where the value called root is made anew.
func (b *Flow) LiveUntil(ev *trace.Event, a *effect.Access, root string) *LiveSet {
	if a.Thread > 0 && a.Joined {
		return &LiveSet{Events: newBits(len(b.Homes)), Locks: ev.State.Locks()}
	}
	tokens := b.tokensOf(a.Sync)
	cached := liveKey{event: ev.Id, also: root, tokens: tokens.key, noErr: a.Thread > 0 && ev.Threads[a.Thread-1].StarterSucceeds}
	if a.Place.Kind == place.Local || a.Place.Kind == place.Value {
		cached.root = a.Place.Name
	}
	if a.LoadedSteps >= 0 {
		cached.path, cached.walked = a.Place, a.LoadedSteps
	}
	if s := b.lives[cached]; s != nil {
		return s
	}
	w := liveWalk{b: b, start: ev, tokens: tokens.places, root: cached.root, also: root, outcome: outcome{noErr: cached.noErr}}
	if a.LoadedSteps >= 0 {
		w.access = a
	}
	w.run()
	b.lives[cached] = w.set
	return w.set
}

// tokens are what a goroutine signals after an access and the function waits for.
type tokens struct {
	places []place.Place
	key    string
}

// tokensOf returns those that the marks of an access tell of.
func (b *Flow) tokensOf(ms state.SyncSet) tokens {
	id := ms.Identity()
	t, ok := b.tokens[id]
	if !ok {
		for _, m := range ms {
			if m.Kind == state.Before && b.joined[heap.Key(m.Place)] {
				t.places = append(t.places, m.Place)
				t.key += m.Place.Name + "\x00" + string(rune(m.Place.Index)) + m.Place.Path + "\x01"
			}
		}
		b.tokens[id] = t
	}
	return t
}

type liveWalk struct {
	b       *Flow
	set     *LiveSet
	start   *trace.Event
	tokens  []place.Place  // what the goroutine signals after the access
	root    string         // the value that roots the map's place
	also    string         // another such value
	access  *effect.Access // set if part of the place was walked before the start
	inRound bool           // in a loop that waits as often
	outcome
	seen []bool
	work []*ssa.BasicBlock
}

// outcome is what is known where the goroutine starts.
type outcome struct {
	given map[ssa.Value]bool // conditions that hold
	noErr bool               // the call that starts it returns no error
	none  map[ssa.Value]bool // errors that are nil then
}

// walk collects what can be reached from the start, in blk.
func (w *liveWalk) walk(blk *ssa.BasicBlock) {
	w.set = &LiveSet{Events: newBits(len(w.b.Homes)), Locks: w.start.State.Locks()}
	w.seen, w.work = make([]bool, len(w.b.Fn.Blocks)), nil
	evs := w.b.Events[blk.Index]
	if i := slices.Index(evs, w.start); i >= 0 {
		w.block(blk, evs[i+1:])
	}
	for len(w.work) > 0 {
		next := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.block(next, w.b.Events[next.Index])
	}
}

// block walks the rest of a block and queues its successors.
func (w *liveWalk) block(blk *ssa.BasicBlock, evs []*trace.Event) {
	for _, ev := range evs {
		w.holding(ev.State)
		if ev.Kind == trace.EvLend {
			w.set.Locks = w.set.Locks.Without(ev.Mark.Place, ev.Mark.Kind)
		}
		if w.stops(ev) {
			return
		}
		w.set.Events.add(ev.Id)
	}
	w.holding(w.b.ends[blk.Index])
	if n := len(blk.Instrs); n > 0 {
		if _, ok := blk.Instrs[n-1].(*ssa.Return); ok {
			w.set.Exit = true
		}
	}
	for i, s := range blk.Succs {
		if w.contradicts(blk, i) {
			continue
		}
		if !w.seen[s.Index] && !w.joinedOn(blk, s) && !w.joinedInLoop(s) && !w.passesLoop(blk, s) {
			w.seen[s.Index] = true
			w.work = append(w.work, s)
		}
	}
}

// holding notes the locks at a point that the goroutine may run beside.
func (w *liveWalk) holding(ms state.SyncSet) {
	if held := ms.Locks(); !state.Equal(held, w.set.Locks) {
		w.set.Locks = state.Meet(w.set.Locks, held)
	}
}

// contradicts reports whether a branch cannot be taken because the goroutine
// would not have been started: "if parallel { go … }" and later "if parallel {
// wg.Wait() }".
func (w *liveWalk) contradicts(blk *ssa.BasicBlock, succ int) bool {
	iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cond, want := ssaq.Positive(iff.Cond)
	given, ok := w.given[cond]
	return ok && (succ == 0) != (given == want)
}

// conditionsOf returns the conditions, fixed for the whole run of the function,
// that hold whenever blk is executed.
func (b *Flow) conditionsOf(blk *ssa.BasicBlock) map[ssa.Value]bool {
	out := map[ssa.Value]bool{}
	for d := blk; d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		cond, want := ssaq.Positive(iff.Cond)
		if b.fixed(cond) {
			out[cond] = (top.Succs[0] == d) == want
		}
	}
	return out
}

// fixed reports whether a value is the same throughout one run of the function.
func (b *Flow) fixed(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.Const:
		return true
	case ssa.Instruction:
		return !b.Flows.InLoop(v.Block())
	}
	return false
}

// joinedOn reports whether the goroutine is waited for between two blocks.
func (w *liveWalk) joinedOn(from, to *ssa.BasicBlock) bool {
	evs := w.b.Edges[trace.Edge{From: from.Index, To: to.Index}]
	for _, ev := range evs {
		if w.stops(ev) {
			return true
		}
	}
	return false
}

// stops reports whether the walk ends at an event.
func (w *liveWalk) stops(ev *trace.Event) bool {
	switch ev.Kind {
	case trace.EvJoin:
		return !ev.Maybe && w.joins(ev)
	case trace.EvSignal:
		return w.handsOn(ev)
	case trace.EvDef:
		renewed := w.root != "" && ev.Place.Name == w.root || w.also != "" && ev.Place.Name == w.also
		w.set.Renewed = w.set.Renewed || renewed
		return renewed
	case trace.EvStore:
		renewed := w.access != nil && ev.Place.Len() <= int(w.access.LoadedSteps) && w.access.Place.HasPrefix(ev.Place)
		w.set.Renewed = w.set.Renewed || renewed
		return renewed
	case trace.EvExit:
		return true
	}
	return false
}

// handsOn reports whether a send waits for the goroutine to give back the
// semaphore that it was started with: the function has sent to the channel
// before, the goroutine receives from it, and so makes room for this send. Where
// there is room for several, it waits for all of them only if no other can start
// afterwards, as where the room is filled up to wait for the end.
func (w *liveWalk) handsOn(ev *trace.Event) bool {
	if !ev.SemaphoreOp || ev.Place.IsTaken() || w.start.Freed&w.b.signal(ev.Place) == 0 || !slices.ContainsFunc(w.start.Takes, ev.Place.Same) {
		return false
	}
	c := trace.CapacityAt(w.b.Trace, ev.Place)
	return c == effect.Unbuffered || c.MayAdmitOne() || !w.b.Flows.Reaches(w.b.BlockOf(ev), w.b.BlockOf(w.start))
}

func (w *liveWalk) joins(ev *trace.Event) bool {
	for _, t := range w.tokens {
		if t.Same(ev.Place) {
			if w.inRound && t.IsTaken() {
				return false // one of several goroutines may receive all that is sent
			}
			return !w.oneOfMany(t)
		}
	}
	return false
}

// oneOfMany reports whether a receive may get what somebody else has sent: a
// loop starts several goroutines that all send, the function itself sends to
// the channel, or more goroutines send than it receives from.
func (w *liveWalk) oneOfMany(t place.Place) bool {
	if w.inRound {
		return false
	}
	senders, receives := 0, 0
	for _, evs := range w.b.Events {
		for _, ev := range evs {
			switch {
			case ev.Kind == trace.EvSpawn && slices.Contains(ev.Sends, t):
				if w.b.Repeats(ev, t) {
					return true
				}
				senders++
			case ev.Kind == trace.EvSignal && ev.SemaphoreOp && ev.Place.Same(t):
				return true
			case ev.Kind == trace.EvJoin && ev.Place.Same(t):
				receives++
			}
		}
	}
	for _, evs := range w.b.Edges {
		for _, ev := range evs {
			if ev.Kind == trace.EvJoin && ev.Place.Same(t) {
				receives++
			}
		}
	}
	return senders > receives
}

// joinedInLoop reports whether blk is the head of a loop whose every round
// waits for the goroutine: as many rounds as goroutines are taken to follow
// ("for range n { <-done }"). That trades a miss for n != m against an alarm
// on every fan-in. To fill up the room that the goroutines make is such a wait.
func (w *liveWalk) joinedInLoop(blk *ssa.BasicBlock) bool {
	if len(w.tokens)+len(w.start.Takes) == 0 {
		return false
	}
	body := w.b.Loop(blk)
	if body == nil || body[w.b.BlockOf(w.start)] {
		return false
	}
	w.inRound = true
	defer func() { w.inRound = false }()
	for inner := range body {
		for _, ev := range w.b.Events[inner.Index] {
			waits := ev.Kind == trace.EvJoin && !ev.Maybe && w.joins(ev) || ev.Kind == trace.EvSignal && w.handsOn(ev)
			if waits && ssaq.EveryRound(inner, blk, body) {
				return true
			}
		}
	}
	return false
}

// Repeats reports whether an event that signals the channel at p is in a loop
// and the channel is the same in every round.
func (b *Flow) Repeats(ev *trace.Event, p place.Place) bool {
	if def := b.Defs[p.Name]; def != nil && b.Flows.InLoop(def.Block()) {
		return false
	}
	return b.Flows.InLoop(b.BlockOf(ev))
}

// BlockOf returns the block whose events contain ev.
func (b *Flow) BlockOf(ev *trace.Event) *ssa.BasicBlock {
	return b.Fn.Blocks[b.Homes[ev.Id]]
}
