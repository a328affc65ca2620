package doubt

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// OfPair returns the doubts that the two accesses of a finding raise: by remarks in the
// source, or by a channel that both use as a lock. If the other access holds a lock, a
// comment that it needs none is ignored: it says nothing about the first access.
func OfPair(access, other *effect.ScopedAccess) Set {
	remarks := remarksOn(other)
	if other.Sync.NumLocks() > 0 {
		remarks &^= effect.SaysSafe
	}
	return OfRemarks(remarksOn(access)|remarks) | If(shareChannel(&access.Access, &other.Access), RoomUnknown)
}

// OfRemarks returns the doubts that comments raise, and names that are as explicit as
// comments. They are the same for every kind of finding.
func OfRemarks(by effect.Remarks) Set {
	return If(by.Has(effect.SaysSafe), SafeByComment) |
		If(by.Has(effect.SaysAlone), AloneByComment) |
		If(by.Has(effect.SaysForTests), ForTests)
}

// shareChannel reports whether two accesses use the same channel field, of one object or of
// two, in a way that makes it a lock if its capacity is one.
func shareChannel(a, b *effect.Access) bool {
	for _, m := range a.Sync {
		for _, n := range b.Sync {
			same := m.Place.Same(n.Place) || m.Place.Owner != "" && m.Place.Owner == n.Place.Owner
			if same && state.MayTie(m.Kind, n.Kind) {
				return true
			}
		}
	}
	return false
}

// remarksOn returns the remarks of the source on an access. A comment that an atomic access
// needs no lock is left out: it is true.
func remarksOn(it *effect.ScopedAccess) effect.Remarks {
	says := it.Says | it.PathRemarks
	if it.Scalar == effect.AtomicScalar {
		says &^= effect.SaysSafe
	}
	return says
}
