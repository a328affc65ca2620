package candidate

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// The predicates on one access that several generators share.

// concurrentRoot reports whether the root of an access is a goroutine or runs in several
// goroutines, so that others can run at the same time.
func concurrentRoot(u *effect.RootAccess) bool {
	return u.Root.Many() || u.Root.Kind == effect.Goroutine
}

// anytime reports whether a root is a function that others may call at any time.
func anytime(r *effect.Root) bool {
	namedCallback := r.Kind == effect.Callback && !r.Literal
	return r.Kind == effect.API || r.Kind == effect.Entry || namedCallback
}

// changesBare reports whether an access changes a map without any lock, in this package, at
// a time when other goroutines may run.
func changesBare(u *effect.RootAccess) bool {
	if u.Elsewhere() || u.GuardOnly || u.Root.Kind == effect.Main {
		return false
	}
	return u.Op.Changes() && withoutLock(u) && !u.Waited()
}

// withoutLock reports whether an access holds no lock and does not expect its callers to
// hold one.
func withoutLock(u *effect.RootAccess) bool { return u.Sync.NumLocks() == 0 && !u.ExpectsLock }

// ours reports whether this package shares the object of an access: the object is not one
// that a function is given, or one that another package owns. If another package declares
// the collection with the map, the object belongs to the code that keeps the collection in a
// variable. An object behind a pointer in that collection may have other owners, who have
// their own order.
func ours(u *effect.RootAccess) bool {
	keptHere := !u.Elsewhere() || u.Outer != "" && u.OuterDirect
	return keptHere && (u.ByConstructor || guard.Shared(u))
}
