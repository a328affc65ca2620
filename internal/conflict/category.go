package conflict

import (
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Category is the kind of a finding. Categories are stable words: users switch
// them off by name, and each is a section of the documentation.
type Category string

const (
	WriteWrite Category = "write-write" // two writes
	ReadWrite  Category = "read-write"  // a read and a write
	RangeWrite Category = "range-write" // an iteration and a write
	RLockWrite Category = "rlock-write" // a write under a lock held for reading
	LockLeak   Category = "lock-leak"   // a guarded map leaves its critical section
)

// classify names the kind of a conflict, after the runtime's three messages
// and the one cause that deserves a name of its own.
func classify(a, b *summary.Item) Category {
	if sharedReadLock(a, b) {
		return RLockWrite
	}
	switch {
	case a.Op.Writes() && b.Op.Writes():
		return WriteWrite
	case iterates(a.Op) || iterates(b.Op):
		return RangeWrite
	}
	return ReadWrite
}

func iterates(op state.Op) bool {
	return op == state.OpRange || op == state.OpClone || op == state.OpReflect
}

// sharedReadLock reports whether both hold one lock, both only for reading.
func sharedReadLock(a, b *summary.Item) bool {
	for _, m := range a.Marks {
		if m.Mode == state.Read && m.Place.Known() && b.Marks.Has(m.Place, state.Read) {
			return true
		}
	}
	return false
}

// readLocked reports whether the access holds a lock for reading.
func readLocked(it *summary.Item) bool {
	for _, m := range it.Marks {
		if m.Mode == state.Read {
			return true
		}
	}
	return false
}
