package report

import (
	"fmt"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A wording has the four parts of a message, each as a function of the finding. All messages
// have this shape:
//
//	ACCESS conflicts with OTHER; TOGETHER; MISSING
type wording struct {
	access   func(writer, *conflict.Finding) string // what is accessed, and how
	other    func(writer, *conflict.Finding) string // what the access conflicts with, and where
	together func(writer, *conflict.Finding) string // why both can happen at the same time
	missing  func(writer, *conflict.Finding) string // which lock, wait or copy is missing
}

// standard words two accesses by two threads.
var standard = wording{writer.access, writer.other, writer.together, writer.lacks}

// wordings has the wording of each kind of evidence that the standard one does not fit.
var wordings = map[conflict.EvidenceKind]wording{
	conflict.ReturnedMap:     {writer.leak, writer.other, readByCaller, noCopyUnderLock},
	conflict.StripedLocks:    {writer.underOneOf, writer.other, anyStripe, oneLock},
	conflict.Registered:      {writer.access, writer.other, handedOut, writer.lacks},
	conflict.PublishedMap:    {inPlace, otherHolders, writer.publication, noReplacement},
	conflict.LostSince:       {writer.what, writer.otherStores, lockReleased, oneSection},
	conflict.ClaimedByCopy:   {writer.access, theOriginal, sharedWithOriginal, noClone},
	conflict.HalfCloned:      {halfClone, writer.other, sharedWithClone, otherMapsCloned},
	conflict.SingleGoroutine: {writer.access, writer.other, insertionInLoop, orderUnspecified},
}

// special has the wordings of findings that need other words than the rest of their evidence.
// The first that applies counts.
var special = []struct {
	applies func(*conflict.Finding) bool
	wording
}{
	{inCategory(conflict.MapInternals), wording{internals, newRuntime, newLayout, useInstead}},
	{returnsMap, wording{writer.what, writer.other, writer.stillRuns, noWait}},
	{inCategory(conflict.RLockWrite), wording{writer.readLocked, writer.other, writer.readers, writer.noWriteLock}},
}

func inCategory(c conflict.Category) func(*conflict.Finding) bool {
	return func(f *conflict.Finding) bool { return f.Category == c }
}

func returnsMap(f *conflict.Finding) bool { return f.Access.Op == state.OpReturn }

// message returns the message of a finding without the others of the same cause.
func (w writer) message(f *conflict.Finding) string {
	row := wordingOf(f)
	return row.access(w, f) + " conflicts with " + row.other(w, f) + "; " + row.together(w, f) + "; " + row.missing(w, f)
}

// wordingOf returns the wording that fits a finding.
func wordingOf(f *conflict.Finding) wording {
	for _, s := range special {
		if s.applies(f) {
			return s.wording
		}
	}
	if row, ok := wordings[f.Kind]; ok {
		return row
	}
	return standard
}

// access says what is done to which variable, and without which lock that the other access
// holds.
func (w writer) access(f *conflict.Finding) string {
	switch {
	case f.Locked && f.Access.OwnLock.Name == "":
		return w.what(f) + " without " + guardName(f)
	}
	return w.what(f)
}

// what says what is done to which variable, and where if that is in another place.
func (w writer) what(f *conflict.Finding) string {
	what := f.Access.Op.Phrase() + " " + scalarName(f.Access.Scalar) + mapName(f.Access)
	if f.Other.Scalar == effect.AtomicScalar || f.Access.Scalar == effect.PlainScalar {
		what = "plain " + what
	}
	if f.Category == conflict.SharedCopy && f.Access.ViaCopy && f.Access.OwnLock.Name == "" {
		what += " through a copy of its struct"
	}
	if f.Access.Pos.Text != "" || f.Indirect {
		what = "this call's " + what + " " + w.place(f.Access.Pos)
	}
	return what
}

// other names the access that the finding conflicts with, and where it is.
func (w writer) other(f *conflict.Finding) string {
	other, via := w.partner(f)
	if w.meetsItself(f) {
		return "the same " + f.Access.Op.Noun() + " in another goroutine"
	}
	if other.Elsewhere() && !w.here(other.Pos.At()) {
		via = other.Pos.At()
	}
	text := "the " + noun(other) + " " + w.place(other.Pos)
	if via.IsValid() {
		text += " through the call " + w.position(via)
	}
	return text
}

// meetsItself reports whether one place in the source makes both accesses.
func (w writer) meetsItself(f *conflict.Finding) bool {
	other, via := w.partner(f)
	return other.Pos == f.Access.Pos && !via.IsValid()
}

// lacks says what keeps the two accesses from excluding each other.
func (w writer) lacks(f *conflict.Finding) string {
	switch {
	case f.Stated.IsValid():
		return "the comment " + w.position(f.Stated) + " says that " + lockName(f.Access, f.Lock) + " guards it"
	case f.Access.OwnLock.Name != "":
		return ownLock(f.Access)
	case f.Other.OwnLock.Name != "" && !f.Self:
		return ownLock(f.Other)
	case f.Locked:
		return w.heldThere(f)
	case f.Semaphore.Place.Known():
		return "only the " + w.noun(f) + " takes " + semaphoreName(f)
	case f.Held.Place.Known() && f.Lock.Place.Known() && !f.Self:
		return "they hold " + differentLocks(f)
	case f.Other.Scalar == effect.AtomicScalar && f.Access.Scalar != effect.AtomicScalar:
		return "only the " + f.Other.Op.Noun() + " is atomic"
	case w.meetsItself(f):
		return "no lock protects it"
	}
	return "no lock protects both"
}

// noun names the other access so that it cannot be taken for the first one.
func (w writer) noun(f *conflict.Finding) string {
	if f.Other.Op.Noun() == f.Access.Op.Noun() {
		return "other " + noun(f.Other)
	}
	return noun(f.Other)
}

// heldThere says where the lock is held that the access lacks.
func (w writer) heldThere(f *conflict.Finding) string {
	text := guardName(f) + " is held there"
	if n := len(f.Guards) - 1; n > 0 {
		text += " and in " + more(n, "place")
	}
	return text
}

// differentLocks names the locks that the two accesses hold: by their types where both
// are called the same.
func differentLocks(f *conflict.Finding) string {
	a, b := lockName(f.Access, f.Held), lockName(f.Other, f.Lock)
	if a == b {
		a, b = byType(f.Held), byType(f.Lock)
	}
	if a == b {
		return a + " of different objects"
	}
	return "different locks, " + a + " and " + b
}

// semaphoreName names the channel that the other access takes as a lock.
func semaphoreName(f *conflict.Finding) string {
	if name := lockName(f.Other, f.Semaphore); name != unnamed {
		return "the semaphore " + name
	}
	return "a semaphore"
}

// ownLock says that a lock belongs to one call of the function that takes it.
func ownLock(it effect.ScopedAccess) string {
	switch own := it.OwnLock; own.Of {
	case effect.Received:
		return fmt.Sprintf("%s locks its own copy of %s, since its receiver is not a pointer", funcName(own.In), own.Name)
	case effect.Copied:
		return fmt.Sprintf("%s locks %s, which is its own copy of the lock", funcName(own.In), own.Name)
	default:
		return fmt.Sprintf("%s is declared in %s, so every call has its own", own.Name, funcName(own.In))
	}
}

// noun returns an access as a noun.
func noun(it effect.ScopedAccess) string {
	if it.Scalar == effect.AtomicScalar {
		return "atomic " + it.Op.Noun()
	}
	return it.Op.Noun()
}

// scalarName says what a variable is that is not a map.
func scalarName(s effect.Scalar) string {
	switch s {
	case effect.StatusScalar, effect.FlagScalar:
		return "flag "
	case effect.CountScalar:
		return "counter "
	case effect.PointerScalar:
		return "pointer "
	}
	return ""
}
