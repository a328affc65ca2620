package report

import (
	"fmt"
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// message words a finding by its kind.
func (w writer) message(f conflict.Finding) string {
	switch {
	case f.Category == conflict.MapInternals:
		return f.Internal.What + " relies on how the runtime lays out maps, which changed in Go 1.24; use " + f.Internal.Instead
	case f.Category == conflict.LockLeak:
		return w.leak(f)
	case f.Access.Op == state.OpReturn:
		return w.returned(f)
	case f.Frozen != nil:
		return w.frozen(f)
	case f.Category == conflict.LostUpdate:
		return w.lostUpdate(f)
	case f.Category == conflict.RangeMutate:
		return w.rangeMutate(f)
	case f.Kind == conflict.StripedLocks:
		return w.stripe(f)
	case f.Stated.IsValid():
		return w.stated(f)
	case f.Category == conflict.RLockWrite:
		return w.readLocked(f)
	case len(f.Guards) > 0:
		return w.unguarded(f)
	case f.Kind == conflict.GuardedSiblings:
		return w.beside(f)
	case f.Kind == conflict.HalfCloned:
		return w.halfCloned(f)
	case f.Kind == conflict.HeadersSent:
		return w.what(f) + " changes the header map that other requests share and may be sending"
	case f.Self && f.Thread == nil && f.Access.OnDemand:
		return w.onDemand(f)
	case f.Self && f.Thread == nil && f.Access.TreatedAsOwn && f.Access.Place.Kind == place.Global:
		return w.what(f) + " changes the map of a package variable, which all other functions use"
	case f.Self && f.Thread == nil && f.Access.TreatedAsOwn:
		return w.what(f) + " also changes the map of the original, which shares it with the copy"
	case f.Self, f.Other.Pos == f.Access.Pos && !f.Locked:
		return w.same(f)
	}
	return w.pair(f)
}

// what says what is done to which map, and where if that is in another place. A verb
// can follow if the place is in this package.
func (w writer) what(f conflict.Finding) string {
	what := f.Access.Op.Phrase() + " " + mapName(f.Access)
	if f.Category == conflict.MixedAtomic {
		what = "plain " + what
	}
	if f.Category == conflict.SharedCopy && f.Access.ViaCopy && f.Access.OwnLock.Name == "" {
		what += " through a copy of its struct"
	}
	if f.Access.Pos.Text != "" || f.Indirect {
		what = "call leads to a " + what + " " + w.place(f.Access.Pos)
	}
	return what
}

// which makes a sentence of [writer.what] where a verb follows.
func (w writer) which(f conflict.Finding) string {
	if f.Access.Pos.Text != "" || f.Indirect {
		return w.what(f) + ", which"
	}
	return w.what(f)
}

// pair words two accesses that nothing keeps apart.
func (w writer) pair(f conflict.Finding) string {
	return fmt.Sprintf("%s is not synchronized with the %s %s%s%s",
		w.which(f), noun(f.Other), w.place(f.Other.Pos), w.thread(f.Thread), w.lacks(f))
}

// same words an access that meets itself in other goroutines.
func (w writer) same(f conflict.Finding) string {
	return fmt.Sprintf("%s is not synchronized with the same %s in other goroutines%s%s",
		w.which(f), f.Access.Op.Noun(), w.thread(f.Thread), w.lacks(f))
}

// lacks says why the locks that are held do not keep a pair of accesses apart.
func (w writer) lacks(f conflict.Finding) string {
	other := "the " + noun(f.Other)
	if f.Other.Op.Noun() == f.Access.Op.Noun() {
		other = "the other " + noun(f.Other)
	}
	switch {
	case f.Access.OwnLock.Name != "":
		return ownLock(f.Access)
	case f.Other.OwnLock.Name != "" && !f.Self:
		return ownLock(f.Other)
	case f.Locked:
		return fmt.Sprintf("; only %s holds %s", other, lockName(f.Other, f.Lock))
	case f.Semaphore.Place.Known():
		if name := lockName(f.Other, f.Semaphore); name != unnamed {
			return fmt.Sprintf("; only %s takes the semaphore %s", other, name)
		}
		return fmt.Sprintf("; only %s takes a semaphore", other)
	case f.Held.Place.Known() && f.Lock.Place.Known() && !f.Self:
		return "; they hold " + differentLocks(f)
	}
	return ""
}

// differentLocks names the locks that the two accesses hold: by their types where both
// are called the same.
func differentLocks(f conflict.Finding) string {
	a, b := lockName(f.Access, f.Held), lockName(f.Other, f.Lock)
	if a == b {
		a, b = byType(f.Held), byType(f.Lock)
	}
	if a == b {
		return fmt.Sprintf("%s of different objects", a)
	}
	return fmt.Sprintf("different locks, %s and %s", a, b)
}

// ownLock says that a lock belongs to one call of the function that takes it.
func ownLock(it effect.ScopedAccess) string {
	switch own := it.OwnLock; own.Of {
	case effect.Received:
		return fmt.Sprintf("; %s locks its own copy of %s, since its receiver is not a pointer", funcName(own.In), own.Name)
	case effect.Copied:
		return fmt.Sprintf("; %s locks %s, which is its own copy of the lock", funcName(own.In), own.Name)
	default:
		return fmt.Sprintf("; %s is declared in %s, so every call has its own", own.Name, funcName(own.In))
	}
}

// unguarded words an access without the lock that most others hold.
func (w writer) unguarded(f conflict.Finding) string {
	text := w.what(f) + " without " + guardName(f) + ", which guards it " + w.guards(f)
	if f.Access.OwnLock.Name != "" {
		text += ownLock(f.Access)
	}
	return text
}

// guards says where the guard of a map is held: at the access that the finding
// conflicts with or, if that is the same line, where a caller holds it.
func (w writer) guards(f conflict.Finding) string {
	s := w.heldAt(f)
	if n := len(f.Guards) - 1; n > 0 {
		s += " and in " + more(n, "place")
	}
	return s
}

func (w writer) heldAt(f conflict.Finding) string {
	own := func(p token.Pos) bool {
		q := w.fset.Position(p)
		return q.Filename == w.at.Filename && q.Line == w.at.Line
	}
	if at := f.Other.Pos.At(); !own(at) && at != f.Access.Pos.At() {
		return fmt.Sprintf("at the %s %s", f.Other.Op.Noun(), w.position(at))
	}
	if f.Other.Pos.Text != "" { // no call of this package leads there
		return fmt.Sprintf("at the %s %s", f.Other.Op.Noun(), w.place(f.Other.Pos))
	}
	for _, u := range f.Guards {
		if at := u.Pos.At(); !own(at) && at != f.Access.Pos.At() {
			return fmt.Sprintf("at the %s %s", u.Op.Noun(), w.position(at))
		}
	}
	for _, u := range f.Guards {
		if !own(u.Via) && u.Via != u.Pos.At() {
			return "at the call " + w.position(u.Via)
		}
	}
	return "elsewhere"
}

// stated says that a statement of the source is broken.
func (w writer) stated(f conflict.Finding) string {
	lock, by := lockName(f.Access, f.Lock), "which guards it by the comment "+w.position(f.Stated)
	if f.Category == conflict.RLockWrite {
		return w.what(f) + " while " + lock + ", " + by + ", is only read-locked"
	}
	return w.what(f) + " without " + lock + ", " + by + w.meanwhile(f)
}

// meanwhile names the access that can run at the same time.
func (w writer) meanwhile(f conflict.Finding) string {
	if f.Self || f.Other.Pos.At() == f.Access.Pos.At() {
		return ""
	}
	return fmt.Sprintf("; the %s %s can run at the same time", f.Other.Op.Noun(), w.place(f.Other.Pos))
}

// readLocked words a write under a lock that is held for reading.
func (w writer) readLocked(f conflict.Finding) string {
	return fmt.Sprintf("%s while %s is only read-locked; another reader can run at the same time%s",
		w.what(f), lockName(f.Access, readLock(f.Access)), w.thread(f.Thread))
}

// beside words a map that is left without the lock of all others.
func (w writer) beside(f conflict.Finding) string {
	return w.what(f) + " without " + lockName(f.Access, f.Lock) + ", which guards all other maps of the struct" + w.meanwhile(f)
}

// stripe words an access under a lock that is chosen by a key.
func (w writer) stripe(f conflict.Finding) string {
	locks := lockName(f.Access, f.Lock)
	if locks == unnamed {
		locks = byType(f.Lock)
	}
	if f.Self {
		return fmt.Sprintf("%s under one of several locks, %s: another goroutine may hold another one", w.what(f), locks)
	}
	return fmt.Sprintf("%s under one of several locks, %s: the %s %s may hold another one",
		w.what(f), locks, f.Other.Op.Noun(), w.place(f.Other.Pos))
}

// onDemand words a function that fills a map for whoever calls it.
func (w writer) onDemand(f conflict.Finding) string {
	return fmt.Sprintf("%s is not synchronized: %s fills the map without a lock, and two concurrent calls both write to it", w.which(f), funcName(f.Access.Func))
}

// leak words a map that leaves its critical section.
func (w writer) leak(f conflict.Finding) string {
	how := "without a copy"
	if f.InStruct {
		how = "in a copy of its struct, which shares the map"
	}
	if f.InElement {
		how = "with the element that holds it"
	}
	if f.ByIterator {
		how = "as an iterator, which reads it when it runs"
	}
	lock := lockName(f.Access, f.Lock)
	return fmt.Sprintf("%s, guarded by %s, is returned %s; the caller uses it without %s while %s %s",
		mapName(f.Access), lock, how, lock, w.doer(f.Other), changes(f.Other.Op))
}

// returned words a map that a function returns before its goroutines have ended.
func (w writer) returned(f conflict.Finding) string {
	return fmt.Sprintf("%s is returned while the %s %s can still run%s; %s does not wait for it",
		mapName(f.Access), f.Other.Op.Noun(), w.place(f.Other.Pos), w.thread(f.Thread), funcName(f.Access.Func))
}

// doer names the function that makes an access: "Set (line 7)".
func (w writer) doer(it effect.ScopedAccess) string {
	at := w.place(it.Pos)
	at = at[len("on "):] // or "at "
	return funcName(it.Func) + " (" + at + ")"
}

// changes returns what an operation does as a verb.
func changes(op state.Op) string {
	switch op {
	case state.OpDelete:
		return "deletes from it"
	case state.OpClear:
		return "clears it"
	}
	return "writes to it"
}

// halfCloned words a map that an object shares with its clone.
func (w writer) halfCloned(f conflict.Finding) string {
	return fmt.Sprintf("%s is not cloned by %s, which clones other maps: object and clone share it, and %s %s",
		mapName(f.Access), funcName(f.Access.Func), w.doer(f.Other), changes(f.Other.Op))
}

// rangeMutate words an insertion into the map that a loop ranges over, with what
// the language promises.
func (w writer) rangeMutate(f conflict.Finding) string {
	return w.which(f) + " inserts while the loop " + w.place(f.Other.Pos) + " ranges over it; an entry added during iteration may be produced or skipped"
}

// lostUpdate words a store that overwrites what it has not seen.
func (w writer) lostUpdate(f conflict.Finding) string {
	why := "may replace what others have stored since the look-up"
	if f.Computed {
		why = "may lose updates since the look-up"
	}
	between := ""
	if f.Locked {
		between = ": " + lockName(f.Access, f.Lock) + " is released in between and the key is not looked up again"
	}
	return fmt.Sprintf("%s %s %s%s", w.which(f), why, w.place(f.Other.Pos), between)
}

// frozen words a change in place of a map that others have too.
func (w writer) frozen(f conflict.Finding) string {
	what := w.what(f)
	if f.Frozen.Thread != nil {
		return what + " on a goroutine that may outlive the handler: whoever called that has the same map of the " + f.Frozen.Source + w.thread(f.Frozen.Thread)
	}
	if f.Frozen.AfterPublication {
		return fmt.Sprintf("%s after the %s %s, by which others can have it", what, f.Frozen.Source, w.position(f.Frozen.From))
	}
	return fmt.Sprintf("%s in place: others get the same map from the %s that it was taken from %s", what, f.Frozen.Source, w.position(f.Frozen.From))
}

// noun returns an access as a noun.
func noun(it effect.ScopedAccess) string {
	if it.Scalar == effect.AtomicScalar {
		return "atomic " + it.Op.Noun()
	}
	return it.Op.Noun()
}
