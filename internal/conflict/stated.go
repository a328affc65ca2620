package conflict

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Statement of the source says which lock guards a map, as the annotations of
// gVisor's checklocks do. It needs no majority of accesses to be believed.
type Statement struct {
	Pos  token.Pos
	lock place.Place
	step string // from the object that has the lock and the map to the lock
	way  string // and to the map
	// opaque is set if the lock is not one of package sync: how it locks may
	// be beyond what the analysis can see.
	opaque bool
	// Loose is set for words that only help to find the guard: few accesses that
	// hold it are enough.
	Loose bool
}

// FieldGuard is the statement that, in the type owner, "path.T", the field lock
// guards the field that holds the map.
func FieldGuard(owner, lock, field string, opaque bool) Statement {
	return Statement{lock: place.Place{Kind: place.Value, Owner: owner + "." + lock}, step: "." + lock, way: "." + field, opaque: opaque}
}

// GlobalGuard is the statement that the variable lock, "path.mu", guards a map.
func GlobalGuard(lock string, opaque bool) Statement {
	return Statement{lock: place.Place{Kind: place.Global, Name: lock}, opaque: opaque}
}

// heldBy returns the mark of the lock, or of the lock that it consists of, among
// those of a use.
func (s Statement) heldBy(u *effect.RootAccess) (state.SyncFact, bool) {
	if m, ok := holds(u, keyOf(&state.SyncFact{Place: s.lock})); ok {
		return m, true
	}
	lock := s.lock
	if s.step != "" {
		lock = u.Place.Parent()
		lock.Path += s.step
	}
	for _, m := range u.Sync.Locks() {
		if m.Place.HasPrefix(lock) {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}

// believe takes the lock of a loose statement for the guard, if some access holds
// it and some such access changes the map.
func (v *variable) believe(s Statement, leaks []*effect.RootAccess) bool {
	if s.opaque {
		return false
	}
	v.state(s, leaks)
	return slices.ContainsFunc(v.at, func(u *effect.RootAccess) bool { return u.Op.Writes() })
}

// state takes the lock of a statement for the guard.
func (v *variable) state(s Statement, leaks []*effect.RootAccess) {
	v.guard, v.way = keyOf(&state.SyncFact{Place: s.lock}), s.way
	t := newTally(candidate{key: v.guard}, v.way)
	for _, u := range slices.Concat(v.uses, directly(leaks)) {
		if m, ok := s.heldBy(u); ok && m.Must {
			t.add(u)
		}
	}
	v.at = t.accesses()
}

// contradictions returns the uses that do not do what a statement says. It is
// stricter than inference: neither the name of a function nor what other
// accesses do excuses an access. Silent are objects that the function has just
// made, callbacks and main, of which nobody sees what runs beside them, and
// what comes after a wait for goroutines.
func (v guardedMap) contradictions(s Statement) []Finding {
	if s.opaque && len(v.at) == 0 {
		return nil
	}
	var out []Finding
	uses := slices.Clone(v.uses)
	slices.SortStableFunc(uses, func(a, b *effect.RootAccess) int { return int(b.Op) - int(a.Op) }) // m[k]++ is a write
	for _, u := range uses {
		switch m, ok := s.heldBy(u); {
		case ok && (m.Kind == state.Write || !u.Op.Writes()) || unknownLock(u):
			continue
		case u.Root.Kind == effect.Callback || u.Root.Kind == effect.Main || u.Waited():
			continue
		case u.Pos.Text != "" || u.Place.Kind == place.Value && !u.Obtained:
			continue // reported elsewhere, or an object of which others may not know
		}
		other := counterpart(u, uses, v.at)
		if other == nil {
			continue
		}
		f := Finding{Confidence: Likely, Access: u.Scoped(), Other: other.Scoped(), Self: u == other}
		f.At = u.Pos.At()
		if slices.ContainsFunc(v.at, func(w *effect.RootAccess) bool { return w.Pos.At() == u.Pos.At() }) {
			f.At, f.Indirect = u.Via, u.Via != u.Pos.At()
		}
		if f.Indirect || u.Expects {
			f.Via = u.Via
		}
		f.Category = classify(&f.Access, &f.Other)
		if _, ok := s.heldBy(u); ok {
			f.Category = RLockWrite
		}
		f.Lock, f.Locked, f.Stated = state.SyncFact{Place: s.lock}, true, s.Pos
		f.Guard, f.Way, f.HasGuard = f.Lock, v.way, !s.opaque
		f.Guard.Place.Path += s.step
		out = append(out, f)
	}
	return out
}

// counterpart returns an access that u can conflict with: one that holds the
// guard, if possible, and changes the map, if possible; u itself if there is no
// other; nil if nothing changes the map.
func counterpart(u *effect.RootAccess, uses, guarded []*effect.RootAccess) *effect.RootAccess {
	var found *effect.RootAccess
	for _, w := range slices.Concat(guarded, uses) {
		if w.Pos.At() == u.Pos.At() || !u.Op.Writes() && !w.Op.Writes() {
			continue
		}
		if found == nil || w.Op.Writes() && !found.Op.Writes() {
			found = w
		}
	}
	if found == nil && u.Op.Writes() {
		return u
	}
	return found
}
