package candidate

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// newFinding makes the finding of a pair of equals: either access may be the one to change.
// If only one of the two runs on a goroutine that is seen to start, it is A.
func newFinding(p conflict.Pair) conflict.Finding {
	a := p.A.As()
	b := a
	if !p.Same() {
		b = p.B.As()
	}
	f := conflict.Finding{Access: a, Other: b, Self: p.Same(), Evidence: p.Kind.Evidence()}
	f.Thread = a.Spawn
	if !f.Self && toChange(&b, &a) || b.Op == state.OpReturn {
		f.Access, f.Other = b, a
	}
	f.Category = classify(&a, &b)
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
	return f
}

// bareFinding makes the finding of an access that is the one to change, and another one.
// Where both accesses run is not part of it.
func bareFinding(p conflict.Pair) conflict.Finding {
	f := conflict.Finding{Access: p.A.ByRoot.Scoped(), Other: p.B.ByRoot.Scoped(), Self: p.Same(), Evidence: p.Kind.Evidence()}
	f.At = f.Access.Pos.At()
	f.Category = classify(&f.Access, &f.Other)
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
