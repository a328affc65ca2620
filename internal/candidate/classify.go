package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// classify returns the category of a pair. Some causes have their own category; the other
// categories follow the three messages of the runtime.
func classify(a, b *effect.ScopedAccess) conflict.Category {
	if a.Scalar != effect.NotScalar {
		return conflict.MixedAtomic
	}
	if sharedReadLock(a, b) {
		return conflict.RLockWrite
	}
	if a.Place.OfContext() {
		return conflict.FrozenWrite
	}
	if a.ViaCopy || b.ViaCopy {
		return conflict.SharedCopy
	}
	switch {
	case a.Op.Writes() && b.Op.Writes():
		return conflict.WriteWrite
	case iterates(a.Op) || iterates(b.Op):
		return conflict.RangeWrite
	}
	return conflict.ReadWrite
}

func iterates(op state.Op) bool {
	return op == state.OpRange || op == state.OpClone || op == state.OpReflect
}

// sharedReadLock reports whether both accesses hold the same lock, and both only for
// reading.
func sharedReadLock(a, b *effect.ScopedAccess) bool {
	for _, m := range a.Sync {
		if m.Kind == state.Read && m.Place.Known() && b.Sync.Has(m.Place, state.Read) {
			return true
		}
	}
	return false
}

// readLocked reports whether the access holds a lock for reading.
func readLocked(it *effect.ScopedAccess) bool {
	for _, m := range it.Sync {
		if m.Kind == state.Read {
			return true
		}
	}
	return false
}
