package candidate

import (
	"go/token"
	"iter"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// takers counts, for one map, which of its accesses take a channel as a lock. Assignments of
// a new map do not count.
type takers struct {
	all   map[token.Pos]bool
	taken map[string]map[token.Pos]bool // by the channel
}

func takersOf(accesses iter.Seq[*effect.Access]) *takers {
	t := &takers{map[token.Pos]bool{}, map[string]map[token.Pos]bool{}}
	for a := range accesses {
		if a.Op.Replaces() {
			continue
		}
		t.all[a.Pos.At()] = true
		for _, m := range a.Sync {
			if m.Kind != state.Semaphore || !m.Place.Known() {
				continue
			}
			k := channelOf(m)
			if t.taken[k] == nil {
				t.taken[k] = map[token.Pos]bool{}
			}
			t.taken[k][a.Pos.At()] = true
		}
	}
	return t
}

// channelOf names a channel for all objects of a type.
func channelOf(m *state.SyncFact) string {
	if m.Place.Owner != "" {
		return m.Place.Owner
	}
	return m.Place.Name + m.Place.Path
}

// guard returns a channel that an access takes as a lock, if at least half of the accesses
// to the map take it. A channel that fewer accesses take has another purpose.
func (t *takers) guard(a *effect.Access) (state.SyncFact, bool) {
	for _, m := range a.Sync {
		if m.Kind == state.Semaphore && 2*len(t.taken[channelOf(m)]) >= len(t.all) {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}

// forgotten handles a finding without locks in which one access takes a channel as a lock
// and the other does not: it makes the other access the one to change.
func (t *takers) forgotten(f *conflict.Finding) {
	if len(t.taken) == 0 || f.Self || locksMatter(f) {
		return
	}
	a, ok := t.guard(&f.Access.Access)
	b, both := t.guard(&f.Other.Access)
	switch {
	case ok && !both:
		blameOther(f)
		f.Semaphore = a
	case both && !ok:
		f.Semaphore = b
	}
}
