package doubt

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// OfPair returns the doubts that two accesses of a finding raise, and the source at them. A
// comment that the other access needs no lock, although it holds one, says nothing of the
// first.
func OfPair(access, other *effect.ScopedAccess) Set {
	remarks := remarksOn(other)
	if other.Sync.NumLocks() > 0 {
		remarks &^= effect.SaysSafe
	}
	return OfRemarks(remarksOn(access)|remarks) | If(shareChannel(&access.Access, &other.Access), RoomUnknown)
}

// OfRemarks returns the doubts that comments raise, and names that are as good as comments.
// They are the same for every kind of finding.
func OfRemarks(by effect.Remarks) Set {
	return If(by.Has(effect.SaysSafe), SafeByComment) |
		If(by.Has(effect.SaysAlone), AloneByComment) |
		If(by.Has(effect.SaysForTests), ForTests)
}

// shareChannel reports whether two accesses use a channel, of one object or of two, that is a
// lock if it has room for one.
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

// remarksOn returns what the source says of an access. One that is atomic needs no lock, as
// its comment may explain.
func remarksOn(it *effect.ScopedAccess) effect.Remarks {
	says := it.Says | it.PathRemarks
	if it.Scalar == effect.AtomicScalar {
		says &^= effect.SaysSafe
	}
	return says
}
