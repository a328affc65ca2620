package candidate

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// contradictions returns a finding for each access that does not hold the lock which a
// statement names. It is stricter than inference: neither the name of a function nor what
// other accesses do excuses an access.
//
// False negative: accesses to objects that the function has just made, accesses by callbacks
// and main, whose threads are unknown, and accesses after a wait for goroutines.
func (v guardedMap) contradictions(s guard.Statement) []conflict.Finding {
	if s.Opaque && len(v.Holders) == 0 {
		return nil
	}
	var out []conflict.Finding
	uses := slices.Clone(v.Uses)
	slices.SortStableFunc(uses, func(a, b *effect.RootAccess) int { return int(b.Op) - int(a.Op) }) // m[k]++ is a write
	for _, u := range uses {
		switch m, ok := s.HeldBy(u); {
		case ok && (m.Kind == state.Write || !u.Op.Writes()) || guard.HoldsUnknown(u):
			continue
		case u.Root.Kind == effect.Callback || u.Root.Kind == effect.Main || u.Waited():
			continue
		case u.Elsewhere() || u.Place.Kind == place.Value && !u.MaybeShared:
			continue // another package reports it, or nobody else may have the object
		}
		other := counterpart(u, uses, v.Holders)
		if other == nil {
			continue
		}
		f := conflict.Finding{Access: u.Scoped(), Other: other.Scoped(), Self: u == other, Evidence: conflict.GuardedMap.Evidence()}
		f.At = u.Pos.At()
		if slices.ContainsFunc(v.Holders, func(w *effect.RootAccess) bool { return w.Pos.At() == u.Pos.At() }) {
			reportAtCall(&f, u)
		}
		if f.Indirect || u.ExpectsLock {
			f.Via = u.Via
		}
		f.Category = classify(&f.Access, &f.Other)
		if _, ok := s.HeldBy(u); ok {
			f.Category = conflict.RLockWrite
		}
		f.Lock, f.Locked, f.Stated = state.SyncFact{Place: s.Lock}, true, s.Pos
		f.Guard, f.Way, f.HasGuard = f.Lock, v.Way, !s.Opaque
		f.Guard.Place.Path += s.Step
		out = append(out, f)
	}
	return out
}

// counterpart returns an access that u can conflict with. It prefers accesses that hold the
// guard, and writes. It returns u itself if only u changes the map, and nil if nothing does.
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
