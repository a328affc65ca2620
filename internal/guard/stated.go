package guard

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Statement of the source says which lock guards a map, as the annotations of gVisor's
// checklocks do. It is believed even if most accesses do not hold the lock.
type Statement struct {
	Pos  token.Pos
	Lock place.Place
	Step string // the path from the object with the lock and the map to the lock
	way  string // the path from that object to the map
	// Opaque is set if the lock's type is not from package sync: the analyzer may not
	// understand how it locks.
	Opaque bool
	// Loose is set for a wording that is only a hint. It is counted with the accesses.
	Loose bool
}

// FieldGuard is the statement that, in the type owner, "path.T", the field lock
// guards the field that holds the map.
func FieldGuard(owner, lock, field string, opaque bool) Statement {
	return Statement{Lock: place.Place{Kind: place.Value, Owner: owner + "." + lock}, Step: "." + lock, way: "." + field, Opaque: opaque}
}

// GlobalGuard is the statement that the variable lock, "path.mu", guards a map.
func GlobalGuard(lock string, opaque bool) Statement {
	return Statement{Lock: place.Place{Kind: place.Global, Name: lock}, Opaque: opaque}
}

// HeldBy returns the stated lock, or a lock inside it, as an access holds it.
func (s Statement) HeldBy(u *effect.RootAccess) (state.SyncFact, bool) {
	if m, ok := HeldAs(u, KeyOf(&state.SyncFact{Place: s.Lock})); ok {
		return m, true
	}
	lock := s.Lock
	if s.Step != "" {
		lock = u.Place.Parent()
		lock.Path += s.Step
	}
	for _, m := range u.Sync.Locks() {
		if m.Place.HasPrefix(lock) {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}

// Believe takes the lock of a statement as the guard.
func (v *Variable) Believe(s Statement) {
	uses := v.evidenceUses()
	t := newTally(candidate{key: KeyOf(&state.SyncFact{Place: s.Lock})}, s.way)
	for _, u := range uses {
		if m, ok := s.HeldBy(u); ok && m.Must {
			t.add(u)
		}
	}
	v.comment = &s
	t.testify(uses, v)
	v.Evidence = t.Evidence
	v.Holders = t.accesses()
}

// commentNames reports whether a comment says that a lock guards the map. An access has to
// show that the analyzer understands how the lock is taken.
func (v *Variable) commentNames(lock Key) bool {
	return v.comment != nil && !v.comment.Opaque && slices.ContainsFunc(v.Uses, func(u *effect.RootAccess) bool {
		m, ok := v.comment.HeldBy(u)
		return ok && KeyOf(&m) == lock
	})
}
