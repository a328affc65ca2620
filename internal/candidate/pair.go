// Package candidate has the generators of findings, one file each. A generator looks at
// the accesses of a package for one kind of evidence that two of them can run at the same
// time, asks the vetoes that apply to this evidence, and returns a finding for each pair
// that is left:
//
//	spawned.go, scalarscope.go  a goroutine and the function that starts it
//	guarded.go, leak.go, contradiction.go  a map that has a guard
//	object.go     an object that has its own goroutine, or that serves many requests
//	striped.go    one of several locks, chosen by a key
//	siblings.go   a map without the lock of the other maps in its struct
//	ondemand.go   a map that exported functions fill when they need to
//	perobject.go  a lock for each object, one map for all
//	copied.go, claimed.go, halfclone.go, sentheaders.go  a map that several structs share
//	frozen.go     a published map that is changed in place
//	lostupdate.go a store that depends on an earlier look-up
//	scalar.go, halfatomic.go, swapped.go  flags, counters and pointers
//	single.go     findings that need no second goroutine
//
// pair.go, classify.go, partners.go, semaphore.go and uses.go have shared helpers, survey.go
// the pairs for the inventory.
//
// What does not belong here: the reasons against a finding (packages veto and doubt), the
// choice among findings of several generators (judge), and patterns that need no second
// thread (detect, whose patterns some generators turn into findings).
package candidate

import (
	"cmp"
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// sides returns two accesses by roots as the arguments of [newFinding].
func sides(a, b *effect.RootAccess) (first, second *effect.ScopedAccess) {
	x, y := a.Scoped(), b.Scoped()
	x.Spawn, y.Spawn = a.Root.Thread, b.Root.Thread
	if a == b {
		return &x, &x
	}
	return &x, &y
}

// newFinding makes a finding of a pair. If only one of the two accesses runs on a goroutine
// that is seen to start, it is a. The caller passes the same pointer twice if several
// goroutines make one access.
func newFinding(kind conflict.EvidenceKind, a, b *effect.ScopedAccess) conflict.Finding {
	f := conflict.Finding{Access: *a, Other: *b, Self: a == b, Evidence: kind.Evidence()}
	f.Thread = a.Spawn
	if !f.Self && toChange(b, a) {
		f.Access, f.Other = *b, *a
	}
	if b.Op == state.OpReturn {
		f.Access, f.Other = *b, *a
	}
	f.Category = classify(a, b)
	if f.Category == conflict.RLockWrite && !(f.Access.Op.Writes() && readLocked(&f.Access)) {
		f.Access, f.Other = f.Other, f.Access
	}
	f.Lock, f.Locked = guard.HeldLock(&f.Other)
	f.Guard, f.Way, f.HasGuard = guard.Of(&f.Other.Access)
	if held, both := guard.HeldLock(&f.Access); both {
		if f.Locked {
			f.Held = held
		}
		f.Locked = false
		f.HasGuard = f.HasGuard && f.Category == conflict.RLockWrite
	}
	f.At = f.Access.Pos.At()
	f.AddDoubts()
	return f
}

// onlyOne makes a finding that has only one access.
func onlyOne(category conflict.Category, kind conflict.EvidenceKind, at token.Pos, it effect.ScopedAccess) conflict.Finding {
	return conflict.Finding{
		Category: category, Access: it, Other: it, Self: true,
		Evidence: kind.Evidence(),
		Location: conflict.Location{At: at},
	}
}

// reportAtCall moves the position of a finding to the call that leads to its access.
func reportAtCall(f *conflict.Finding, u *effect.RootAccess) {
	f.At, f.Indirect = u.Via, u.Via != u.Pos.At()
}

// toChange reports whether a rather than b is the access that the programmer
// should change: the one without a lock, else the one that changes the map,
// else the one on the goroutine, else the first.
func toChange(a, b *effect.ScopedAccess) bool {
	_, la := guard.HeldLock(a)
	_, lb := guard.HeldLock(b)
	switch {
	case la != lb:
		return lb
	case a.Op.Writes() != b.Op.Writes():
		return a.Op.Writes()
	case (a.Spawn != nil) != (b.Spawn != nil):
		return a.Spawn != nil
	}
	return a.Order < b.Order
}

// meetsItself reports whether one operation of the source makes both accesses: "m[k]++"
// reads and writes.
func meetsItself(f *conflict.Finding) bool { return f.Self || f.Access.Pos == f.Other.Pos }

// better reports whether f is to be reported rather than g. In this order it prefers the
// more certain finding, an access of the function itself rather than of a caller that gets
// the map, two accesses rather than one that conflicts with itself, the earlier position in
// the source, a write, and a write as the other access.
func better(f, g conflict.Finding) bool {
	if fc, gc := f.Certainty(), g.Certainty(); fc != gc {
		return fc < gc
	}
	if fr, gr := f.Access.Op == state.OpReturn, g.Access.Op == state.OpReturn; fr != gr {
		return gr
	}
	if fs, gs := meetsItself(&f), meetsItself(&g); fs != gs {
		return gs
	}
	if c := cmp.Compare(f.Access.Order, g.Access.Order); c != 0 {
		return c < 0
	}
	if fw, gw := f.Access.Op.Writes(), g.Access.Op.Writes(); fw != gw {
		return fw // m[k]++ is a write
	}
	if fw, gw := f.Other.Op.Writes(), g.Other.Op.Writes(); fw != gw {
		return fw
	}
	return f.Other.Order < g.Other.Order
}

// merge returns the better of two findings with the same cause, with the accesses of both in
// Racing; old is nil for the first finding.
func merge(f conflict.Finding, old *conflict.Finding) *conflict.Finding {
	var racing []effect.ScopedAccess
	if old != nil {
		racing = old.Racing
	}
	racing = append(racing, f.Access)
	if !f.Self {
		racing = append(racing, f.Other)
	}
	if old != nil && !better(f, *old) {
		f = *old
	}
	f.Racing = racing
	return &f
}

// locksMatter reports whether the locks that the two accesses hold decide which access is
// the one to change.
func locksMatter(f *conflict.Finding) bool {
	return f.Locked || f.Held.Place.Known() || f.Category == conflict.RLockWrite
}

// blameOther makes the other access the one to change, if no locks decide that.
func blameOther(f *conflict.Finding) {
	if locksMatter(f) {
		return
	}
	f.Access, f.Other = f.Other, f.Access
	f.At = f.Access.Pos.At()
}
