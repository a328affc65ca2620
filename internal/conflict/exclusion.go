package conflict

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// sameThread reports whether two uses are made by one goroutine of which there
// is only one.
func sameThread(a, b *effect.RootAccess) bool {
	return a.Root.Kind == effect.Goroutine && b.Root.Kind == effect.Goroutine && a.Root.Pos == b.Root.Pos && !a.Root.Many
}

// holds returns the mark of a lock with that key.
func holds(u *effect.RootAccess, k lockKey) (state.SyncFact, bool) {
	var found state.SyncFact
	ok := false
	for _, m := range u.Sync {
		if m.Kind <= state.Read && keyOf(m) == k && !ofOneCall(u, m) && (!ok || m.Kind == state.Write) {
			found, ok = *m, true
		}
	}
	return found, ok
}

// ofOneCall reports whether a lock that a use holds belongs to the call of the function
// which takes it: it keeps nobody else out.
func ofOneCall(u *effect.RootAccess, m *state.SyncFact) bool {
	return m.Place.Kind == place.Local && u.OwnLock().Name != ""
}

// mayExclude reports whether the locks of two uses, of whatever objects, may
// keep them apart.
func mayExclude(a, b *effect.RootAccess) bool {
	for _, m := range a.Sync {
		for _, n := range b.Sync {
			locks := (m.Kind == state.Write && n.Kind <= state.Read || m.Kind == state.Read && n.Kind == state.Write) && !ofOneCall(a, m) && !ofOneCall(b, n)
			if locks && (m.Place.Wild && !siblings(m.Place, n.Place) || keyOf(m) == "" || keyOf(n) == "" || keyOf(m) == keyOf(n)) {
				return true
			}
			if m.Kind > state.Read && m.Place.Owner != "" && m.Place.Owner == n.Place.Owner && state.Tied(m.Kind, n.Kind) {
				return true
			}
		}
	}
	return unknownLock(a) || unknownLock(b) && !b.Op.Writes()
}

// siblings reports whether two locks are different fields of one struct: a field
// that points to a lock is not there to point to the lock beside it.
func siblings(a, b place.Place) bool {
	i, j := strings.LastIndexByte(a.Owner, '.'), strings.LastIndexByte(b.Owner, '.')
	return i > 0 && j > 0 && a.Owner[:i] == b.Owner[:j] && a.Owner != b.Owner
}

// unknownLock reports whether a use holds a lock that may be any.
func unknownLock(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool { return keyOf(m) == "" && !ofOneCall(u, m) })
}
