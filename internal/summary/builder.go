package summary

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// builder computes the summary of one function.
type builder struct {
	eng   *engine
	fn    *ssa.Function
	id    string          // the function's name, unique among those of the package
	test  bool            // in a test file
	says  Remarks         // on the function
	query bool            // of isQuery
	heeds map[string]bool // of a test: the variables that matter, nil if all do
	memo
	followed int                        // function values followed in the call at hand
	work     int                        // of afford
	defs     map[string]ssa.Instruction // of the roots of kind Local and Value
	events   [][]*event                 // by block, in order
	sites    []callSite
	assigned map[place.Place]map[ssa.Instruction]bool // assignments to maps and pointers
	flows    paths
	control  control

	// of flow
	assumed state.Marks                // locks held on entry
	runs    state.Marks                // the event loops that the function is
	toggles map[place.Place]state.Mode // the channels that are or may be locks
	joined  map[place.Place]bool       // what the function receives from or waits for
	signals []place.Place
	exit    point
	// returnPoints is what holds at each return.
	returnPoints []point
	ends         []state.Marks // at the end of each block

	exported    *state.Memo                // of exportMarks
	held        map[*ssa.Alloc][]ssa.Value // of stored
	defers      []*ssa.Defer               // of deferred: all of them, last first
	returnCount int                        // of deferred: the places where they run
	returned    map[string]int             // results by the name of the local object they return
	lives       map[liveKey]*liveSet
	tokens      map[state.Identity]tokens // of tokensOf
	loops       map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool
	pacedBy     map[*ssa.BasicBlock]bool // the blocks of loops that wait for the time to come
	homes       []int                    // block of each event
	edges       map[edge][]*event
	fields      map[place.Place]place.Place // aliases: fields of new objects
	replaced    map[place.Place]place.Place // those of fields that may still have the map that was made for them
	relays      []Relay
	renewals    map[place.Place][]ssa.Instruction

	inserts map[*ssa.BasicBlock][]insertion // of insertionsIn
	putList []put                           // of puts
	listed  bool                            // likewise
}

// eventKind says what an event means to the order of things.
type eventKind uint8

const (
	evNone     eventKind = iota
	evAccess             // accesses by the function's own thread
	evReturn             // accesses by its caller to what it returns
	evSpawn              // goroutines start, with their accesses
	evLock               // a lock is taken
	evUnlock             // a lock is given up
	evLend               // a lock is given up and taken again
	evJoin               // a receive or wait
	evSignal             // a send, close or Done
	evStore              // a map or pointer variable is assigned
	evAdd                // a WaitGroup's counter is raised
	evParallel           // a test becomes parallel
	evExit               // a call that does not return
	evDef                // a value that roots a place comes into being
)

// event is one step of a function that matters. There are very many: most say of
// one lock, channel or variable what happens to it, and share that they have no
// parts.
type event struct {
	kind eventKind
	eventFlags
	instr    ssa.Instruction
	index    int // of instr in its block
	id       int
	accesses []Access
	*parts               // not nil once the event is in a block or on an edge
	mark     *state.Mark // of evLock, evUnlock and evLend
	place    place.Place
	load     ssa.Instruction // of evAccess: where the map was read from its variable
	state    state.Marks     // what holds here, after flow
	freed    signalSet
}

// eventFlags say more of an event.
type eventFlags struct {
	maybe   bool // a deferred call that only some paths register; of evLend: the caller need not hold it
	toggle  bool // of evJoin and evSignal: may be half of a semaphore
	waits   bool // of evJoin: a WaitGroup's Wait
	fills   bool // of evStore: there was no map before
	closing bool // of evSignal: a close, which counts as a send if there are no others
	live    bool // reachable
}

// parts is what only some events have, of calls and starts of goroutines.
type parts struct {
	threads []Thread
	calls   []Call
	adds    []place.Place
	relays  []Relay
	fields  []Alias
	sends   []place.Place // of evSpawn: sends of the goroutines
	takes   []place.Place // of evSpawn: what the goroutine that starts here surely receives
}

// callSite is a call of a function of this package on the caller's thread, or
// without instr a go statement.
type callSite struct {
	callee *ssa.Function
	caller *ssa.Function
	bd     binding
	instr  ssa.Instruction
}

func newBuilder(e *engine, fn *ssa.Function) *builder {
	b := &builder{
		eng: e, fn: fn, id: fn.RelString(e.in.Pkg), test: e.inTest(fn.Pos()), heeds: e.tests.heeded(fn), says: e.saidOf(fn), query: isQuery(fn),
		memo:     newMemo(),
		defs:     map[string]ssa.Instruction{},
		assigned: map[place.Place]map[ssa.Instruction]bool{},
		flows:    paths{fn: fn},
		control:  control{fn: fn},
		lives:    map[liveKey]*liveSet{},
		tokens:   map[state.Identity]tokens{},
		edges:    map[edge][]*event{},
		held:     map[*ssa.Alloc][]ssa.Value{},
		loops:    map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool{},
	}
	return b
}

// scan lists the events of every block.
func (b *builder) scan() {
	b.findStores()
	b.findLoops()
	b.events = make([][]*event, len(b.fn.Blocks))
	for _, blk := range b.fn.Blocks {
		for i, instr := range blk.Instrs {
			for _, ev := range slices.Concat(b.instr(instr), b.plainWord(instr), b.contracts(instr)) {
				b.add(blk, i, instr, ev)
			}
		}
	}
	b.conditions()
	b.unalias()
	b.shareCopies()
	b.markDefs()
	id := 0
	for _, blk := range b.fn.Blocks {
		evs := b.events[blk.Index]
		slices.SortStableFunc(evs, compareEvents)
		for _, ev := range evs {
			ev.id = id
			id++
			b.homes = append(b.homes, blk.Index)
		}
	}
}

func (b *builder) add(blk *ssa.BasicBlock, i int, instr ssa.Instruction, ev *event) {
	ev.index, ev.instr, ev.parts = i, instr, cmp.Or(ev.parts, b.eng.noParts)
	b.events[blk.Index] = append(b.events[blk.Index], ev)
}

// refers reports whether a variable of type t names another object.
func refers(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// compareEvents orders the events of a block: that a value comes into being is
// before all else that its instruction does.
func compareEvents(x, y *event) int {
	if x.index != y.index {
		return x.index - y.index
	}
	if dx, dy := x.kind == evDef, y.kind == evDef; dx && dy {
		return place.Compare(x.place, y.place)
	} else if dx != dy {
		if dx {
			return -1
		}
		return 1
	}
	return 0
}

// markDefs adds an event where each root of an accessed place is made: to run
// it again makes another object.
func (b *builder) markDefs() {
	roots := map[string]bool{}
	note := func(roots map[string]bool, p place.Place) {
		if p.Kind == place.Local || p.Kind == place.Value {
			roots[p.Name] = true
		}
	}
	for _, evs := range b.events {
		for _, ev := range evs {
			for _, a := range ev.accesses {
				note(roots, a.Place)
				for _, m := range a.Marks {
					note(roots, m.Place)
				}
			}
		}
	}
	for name := range roots {
		instr := b.defs[name]
		if instr == nil || instr.Block() == nil {
			continue
		}
		blk := instr.Block()
		ev := &event{kind: evDef, index: slices.Index(blk.Instrs, instr), instr: instr, place: place.Place{Name: name}, parts: b.eng.noParts}
		b.events[blk.Index] = append(b.events[blk.Index], ev)
	}
}

// instr returns the events of one instruction.
func (b *builder) instr(instr ssa.Instruction) []*event {
	switch i := instr.(type) {
	case *ssa.Return:
		return b.handOver(i)
	case *ssa.MapUpdate:
		evs := b.access(state.OpWrite, i.Map, i, i.Pos())
		for j := range evs {
			evs[j].accesses[0].OnDemand = b.onDemand(i)
		}
		return evs
	case *ssa.Lookup:
		if isMap(i.X.Type()) {
			return b.access(state.OpRead, i.X, i, i.Pos())
		}
	case *ssa.Next:
		if r, ok := i.Iter.(*ssa.Range); ok && isMap(r.X.Type()) {
			return b.access(state.OpRange, r.X, i, r.Pos())
		}
	case *ssa.Store:
		b.storeOut(i)
		return b.store(i)
	case *ssa.Send:
		return append(b.send(i.Chan), b.posts(i.X, i.Chan, i)...)
	case *ssa.Select:
		return b.selectPosts(i)
	case *ssa.UnOp:
		if i.Op == token.ARROW && !b.branches(i) {
			return b.receive(i.X)
		}
	case *ssa.Call:
		evs := b.call(&i.Call, i)
		b.onDemandBy(i, evs)
		return evs
	case *ssa.Go:
		return b.spawn(&i.Call, i, Thread{Name: "goroutine", Maybe: b.flows.optional(i.Block()), gate: b.gate(i)})
	case *ssa.MakeInterface:
		return b.listener(i)
	case *ssa.RunDefers:
		return b.deferred(i)
	}
	return nil
}

// send and receive are a signal and a join. A function that does both on one
// channel uses it as a lock, or as a box that it empties and fills: between
// the two it has what others wait for, in either order. Function toggles
// decides that when all events are known. Without a buffer the receive comes before the
// send is complete, so that each is a signal and the other a join.
func (b *builder) send(ch ssa.Value) []*event {
	p := b.place(ch)
	evs := []*event{{kind: evSignal, place: p, eventFlags: eventFlags{toggle: true}}}
	if p.Known() && b.capacityAt(p) == unbuffered {
		evs = append(evs, &event{kind: evJoin, place: p.Taken()})
	}
	return evs
}

func (b *builder) receive(ch ssa.Value) []*event {
	p := b.place(ch)
	evs := []*event{{kind: evJoin, place: p, eventFlags: eventFlags{toggle: true}}}
	if p.Known() && b.mayBeUnbuffered(p) {
		evs = append([]*event{{kind: evSignal, place: p.Taken(), eventFlags: eventFlags{toggle: true}}}, evs...)
	}
	return evs
}

// closing is a signal of its own, which a range over the channel waits for.
// Where the function only closes the channel, any receive waits for that.
func (b *builder) closing(ch ssa.Value) []*event {
	p := b.place(ch)
	return []*event{{kind: evSignal, place: p.Closed()}, {kind: evSignal, place: p, eventFlags: eventFlags{closing: true}}}
}

// At all returns of a function together, so many deferred calls are run, and at
// each a few in any case.
const (
	maxDeferred = 4096
	minDeferred = 16
)

// deferred returns the events of the deferred calls at a return, last first. Where
// there are too many of both, it is those that were deferred on every path, without
// which locks would seem to be held.
func (b *builder) deferred(at *ssa.RunDefers) []*event {
	if b.defers == nil {
		b.findDefers()
	}
	many := len(b.defers)*b.returnCount > maxDeferred
	if many {
		b.eng.cut(b.fn, "deferred calls and returns")
	}
	var out []*event
	run := 0
	for _, d := range b.defers {
		blk := d.Block()
		sure := blk.Dominates(at.Block())
		if many && (!sure || run >= max(minDeferred, maxDeferred/b.returnCount)) || blk != at.Block() && !b.flows.reaches(blk, at.Block()) {
			continue
		}
		run++
		for _, ev := range b.call(&d.Call, d) {
			ev.maybe = ev.maybe || !sure
			out = append(out, ev)
		}
	}
	return out
}

// findDefers lists the defer statements, the last one first, and counts the places
// where what they defer runs.
func (b *builder) findDefers() {
	b.defers = []*ssa.Defer{}
	for _, blk := range slices.Backward(b.fn.Blocks) {
		for _, instr := range slices.Backward(blk.Instrs) {
			switch i := instr.(type) {
			case *ssa.Defer:
				b.defers = append(b.defers, i)
			case *ssa.RunDefers:
				b.returnCount++
			}
		}
	}
}

// instrPos returns the position of an instruction, or of what it belongs to.
func instrPos(i ssa.Instruction) token.Pos {
	if p := i.Pos(); p.IsValid() {
		return p
	}
	if v, ok := i.(ssa.Value); ok && v.Referrers() != nil {
		for _, r := range *v.Referrers() {
			if r.Pos().IsValid() {
				return r.Pos()
			}
		}
	}
	return i.Parent().Pos()
}
