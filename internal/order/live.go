package order

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// LiveSet is the part of a function that may run in parallel with an access of a goroutine
// that the function has started.
type LiveSet struct {
	Events   bits // by [trace.Event.ID]
	Outlives bool // the goroutine may outlive the function
	// Renewed is set if some path ends because the place then names another object.
	Renewed bool
	// Locks are the locks that the function holds where the goroutine starts and at every
	// point until it is waited for.
	Locks state.SyncSet
}

// bits is a set of small numbers.
type bits []uint64

func newBits(n int) bits { return make(bits, (n+63)/64) }

func (s bits) add(i int) { s[i/64] |= 1 << (i % 64) }

// Has reports whether i is in the set.
func (s bits) Has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// liveKey is what a live set depends on.
type liveKey struct {
	event     int
	root      string
	path      place.Place // of the access, if a part of it was walked before the start
	walked    int16       // the number of steps in that part
	awaited   string
	otherRoot string
	succeeds  bool
}

// Live returns what the function executes after the goroutine has started, on each path until
// the goroutine is waited for, until the place names another object, or until the function
// returns.
func (f *Flow) Live(ev *trace.Event, a *effect.Access) *LiveSet { return f.LiveUntil(ev, a, "") }

// LiveUntil is [Flow.Live], but a path also ends where the value called root is made anew.
func (f *Flow) LiveUntil(ev *trace.Event, a *effect.Access, root string) *LiveSet {
	if a.Thread > 0 && a.Joined {
		return &LiveSet{Events: newBits(len(f.EventBlocks)), Locks: ev.Sync.Locks()}
	}
	signals := f.awaitedSignals(a.Sync)
	key := liveKey{event: ev.ID, otherRoot: root, awaited: signals.key, succeeds: a.Thread > 0 && ev.Threads[a.Thread-1].StarterSucceeds}
	if a.Place.Kind == place.Local || a.Place.Kind == place.Value {
		key.root = a.Place.Name
	}
	if a.LoadedSteps >= 0 {
		key.path, key.walked = a.Place, a.LoadedSteps
	}
	if s := f.liveSets[key]; s != nil {
		return s
	}
	w := liveWalk{f: f, start: ev, awaited: signals.places, root: key.root, otherRoot: root, startFacts: startFacts{succeeds: key.succeeds}}
	if a.LoadedSteps >= 0 {
		w.access = a
	}
	w.run()
	f.liveSets[key] = w.set
	return w.set
}

// awaited are the signals that a goroutine gives after an access and that the function
// waits for.
type awaited struct {
	places []place.Place
	key    string // names them
}

// awaitedSignals returns the signals after an access, by its locks and order.
func (f *Flow) awaitedSignals(facts state.SyncSet) awaited {
	id := facts.Identity()
	signals, ok := f.awaitedCache[id]
	if ok {
		return signals
	}
	for _, m := range facts {
		if m.Kind == state.Before && f.joined[heap.Key(m.Place)] {
			signals.places = append(signals.places, m.Place)
			signals.key += m.Place.Name + "\x00" + string(rune(m.Place.Index)) + m.Place.Path + "\x01"
		}
	}
	f.awaitedCache[id] = signals
	return signals
}

// Repeats reports whether an event that signals the channel at p is in a loop whose rounds all
// have the same channel.
func (f *Flow) Repeats(ev *trace.Event, p place.Place) bool {
	if def := f.Defs[p.Name]; def != nil && f.Paths.InLoop(def.Block()) {
		return false
	}
	return f.Paths.InLoop(f.BlockOf(ev))
}

// BlockOf returns the block of an event.
func (f *Flow) BlockOf(ev *trace.Event) *ssa.BasicBlock {
	return f.Fn.Blocks[f.EventBlocks[ev.ID]]
}
