package summary

import (
	"go/token"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// liveSet is the part of a function that can run beside an access of a
// goroutine which the function has started.
type liveSet struct {
	events bits // by the number of the event
	exit   bool // the goroutine may outlive the function
	// renewed is set where a path ends because the place then names another
	// object.
	renewed bool
	// locks are those that the function holds where the goroutine starts and at every
	// point until it is waited for.
	locks state.Marks
}

// bits is a set of small numbers.
type bits []uint64

func newBits(n int) bits      { return make(bits, (n+63)/64) }
func (s bits) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s bits) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

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

// live returns what is executed after the goroutine has started until, on
// every path, it is waited for; until the object is another one; until the
// function returns.
func (b *builder) live(ev *event, a *Access) *liveSet { return b.liveUntil(ev, a, "") }

// liveUntil is [builder.live] up to where the value called root is made anew.
func (b *builder) liveUntil(ev *event, a *Access, root string) *liveSet {
	if a.Thread > 0 && a.joined {
		return &liveSet{events: newBits(len(b.homes)), locks: ev.state.Locks()}
	}
	tokens := b.tokensOf(a.Marks)
	cached := liveKey{event: ev.id, also: root, tokens: tokens.key, noErr: a.Thread > 0 && ev.threads[a.Thread-1].succeeds}
	if a.Place.Kind == place.Local || a.Place.Kind == place.Value {
		cached.root = a.Place.Name
	}
	if a.ByVal >= 0 {
		cached.path, cached.walked = a.Place, a.ByVal
	}
	if s := b.lives[cached]; s != nil {
		return s
	}
	w := liveWalk{b: b, start: ev, tokens: tokens.places, root: cached.root, also: root, outcome: outcome{noErr: cached.noErr}}
	if a.ByVal >= 0 {
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
func (b *builder) tokensOf(ms state.Marks) tokens {
	id := ms.Identity()
	t, ok := b.tokens[id]
	if !ok {
		for _, m := range ms {
			if m.Mode == state.Before && b.joined[key(m.Place)] {
				t.places = append(t.places, m.Place)
				t.key += m.Place.Name + "\x00" + string(rune(m.Place.Index)) + m.Place.Path + "\x01"
			}
		}
		b.tokens[id] = t
	}
	return t
}

type liveWalk struct {
	b       *builder
	set     *liveSet
	start   *event
	tokens  []place.Place // what the goroutine signals after the access
	root    string        // the value that roots the map's place
	also    string        // another such value
	access  *Access       // set if part of the place was walked before the start
	inRound bool          // in a loop that waits as often
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
	w.set = &liveSet{events: newBits(len(w.b.homes)), locks: w.start.state.Locks()}
	w.seen, w.work = make([]bool, len(w.b.fn.Blocks)), nil
	evs := w.b.events[blk.Index]
	if i := slices.Index(evs, w.start); i >= 0 {
		w.block(blk, evs[i+1:])
	}
	for len(w.work) > 0 {
		next := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.block(next, w.b.events[next.Index])
	}
}

// block walks the rest of a block and queues its successors.
func (w *liveWalk) block(blk *ssa.BasicBlock, evs []*event) {
	for _, ev := range evs {
		w.holding(ev.state)
		if ev.kind == evLend {
			w.set.locks = w.set.locks.Without(ev.mark.Place, ev.mark.Mode)
		}
		if w.stops(ev) {
			return
		}
		w.set.events.add(ev.id)
	}
	w.holding(w.b.ends[blk.Index])
	if n := len(blk.Instrs); n > 0 {
		if _, ok := blk.Instrs[n-1].(*ssa.Return); ok {
			w.set.exit = true
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
func (w *liveWalk) holding(ms state.Marks) {
	if held := ms.Locks(); !state.Equal(held, w.set.locks) {
		w.set.locks = state.Meet(w.set.locks, held)
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
	cond, want := positive(iff.Cond)
	given, ok := w.given[cond]
	return ok && (succ == 0) != (given == want)
}

// conditionsOf returns the conditions, fixed for the whole run of the function,
// that hold whenever blk is executed.
func (b *builder) conditionsOf(blk *ssa.BasicBlock) map[ssa.Value]bool {
	out := map[ssa.Value]bool{}
	for d := blk; d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		cond, want := positive(iff.Cond)
		if b.fixed(cond) {
			out[cond] = (top.Succs[0] == d) == want
		}
	}
	return out
}

// positive strips negations off a condition; want is what makes it true.
func positive(cond ssa.Value) (_ ssa.Value, want bool) {
	want = true
	for {
		u, ok := cond.(*ssa.UnOp)
		if !ok || u.Op != token.NOT {
			return cond, want
		}
		cond, want = u.X, !want
	}
}

// fixed reports whether a value is the same throughout one run of the function.
func (b *builder) fixed(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.Const:
		return true
	case ssa.Instruction:
		return !b.flows.inLoop(v.Block())
	}
	return false
}

// joinedOn reports whether the goroutine is waited for between two blocks.
func (w *liveWalk) joinedOn(from, to *ssa.BasicBlock) bool {
	evs := w.b.edges[edge{from: from.Index, to: to.Index}]
	for _, ev := range evs {
		if w.stops(ev) {
			return true
		}
	}
	return false
}

// stops reports whether the walk ends at an event.
func (w *liveWalk) stops(ev *event) bool {
	switch ev.kind {
	case evJoin:
		return !ev.maybe && w.joins(ev)
	case evSignal:
		return w.handsOn(ev)
	case evDef:
		renewed := w.root != "" && ev.place.Name == w.root || w.also != "" && ev.place.Name == w.also
		w.set.renewed = w.set.renewed || renewed
		return renewed
	case evStore:
		renewed := w.access != nil && ev.place.Len() <= int(w.access.ByVal) && w.access.Place.HasPrefix(ev.place)
		w.set.renewed = w.set.renewed || renewed
		return renewed
	case evExit:
		return true
	}
	return false
}

// handsOn reports whether a send waits for the goroutine to give back the
// semaphore that it was started with: the function has sent to the channel
// before, the goroutine receives from it, and so makes room for this send. Where
// there is room for several, it waits for all of them only if no other can start
// afterwards, as where the room is filled up to wait for the end.
func (w *liveWalk) handsOn(ev *event) bool {
	if !ev.toggle || ev.place.IsTaken() || w.start.freed&w.b.signal(ev.place) == 0 || !slices.ContainsFunc(w.start.takes, ev.place.Same) {
		return false
	}
	c := w.b.capacityAt(ev.place)
	return c == unbuffered || c.mayAdmitOne() || !w.b.flows.reaches(w.b.blockOf(ev), w.b.blockOf(w.start))
}

func (w *liveWalk) joins(ev *event) bool {
	for _, t := range w.tokens {
		if t.Same(ev.place) {
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
	for _, evs := range w.b.events {
		for _, ev := range evs {
			switch {
			case ev.kind == evSpawn && slices.Contains(ev.sends, t):
				if w.b.repeats(ev, t) {
					return true
				}
				senders++
			case ev.kind == evSignal && ev.toggle && ev.place.Same(t):
				return true
			case ev.kind == evJoin && ev.place.Same(t):
				receives++
			}
		}
	}
	for _, evs := range w.b.edges {
		for _, ev := range evs {
			if ev.kind == evJoin && ev.place.Same(t) {
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
	if len(w.tokens)+len(w.start.takes) == 0 {
		return false
	}
	body := w.b.loop(blk)
	if body == nil || body[w.b.blockOf(w.start)] {
		return false
	}
	w.inRound = true
	defer func() { w.inRound = false }()
	for inner := range body {
		for _, ev := range w.b.events[inner.Index] {
			waits := ev.kind == evJoin && !ev.maybe && w.joins(ev) || ev.kind == evSignal && w.handsOn(ev)
			if waits && everyRound(inner, blk, body) {
				return true
			}
		}
	}
	return false
}

// everyRound reports whether each round of the loop passes blk.
func everyRound(blk, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) bool {
	for _, p := range head.Preds {
		if body[p] && !blk.Dominates(p) {
			return false
		}
	}
	return true
}

// inOrder lists the blocks of a loop.
func inOrder(body map[*ssa.BasicBlock]bool) []*ssa.BasicBlock {
	return slices.SortedFunc(maps.Keys(body), func(x, y *ssa.BasicBlock) int { return x.Index - y.Index })
}

// loop returns the natural loop with that head, nil if it is none.
func (b *builder) loop(head *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	if body, ok := b.loops[head]; ok {
		return body
	}
	var body map[*ssa.BasicBlock]bool
	for _, p := range head.Preds {
		if !head.Dominates(p) {
			continue
		}
		if body == nil {
			body = map[*ssa.BasicBlock]bool{head: true}
		}
		work := []*ssa.BasicBlock{p}
		for len(work) > 0 {
			blk := work[len(work)-1]
			work = work[:len(work)-1]
			if !body[blk] {
				body[blk] = true
				work = append(work, blk.Preds...)
			}
		}
	}
	b.loops[head] = body
	return body
}

// repeats reports whether an event that signals the channel at p is in a loop
// and the channel is the same in every round.
func (b *builder) repeats(ev *event, p place.Place) bool {
	if def := b.defs[p.Name]; def != nil && b.flows.inLoop(def.Block()) {
		return false
	}
	return b.flows.inLoop(b.blockOf(ev))
}

// blockOf returns the block whose events contain ev.
func (b *builder) blockOf(ev *event) *ssa.BasicBlock {
	return b.fn.Blocks[b.homes[ev.id]]
}
