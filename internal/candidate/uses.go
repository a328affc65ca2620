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

// changesHere reports whether an access changes a map in place, in this package, at a time when
// other goroutines may run.
func changesHere(u *effect.RootAccess) bool {
	return u.Op.Changes() && !u.Elsewhere() && u.Root.Kind != effect.Main
}

// changesBare is [changesHere] for an access that holds no lock and does not come after a wait.
func changesBare(u *effect.RootAccess) bool {
	return changesHere(u) && !u.GuardOnly && withoutLock(u) && !u.Waited()
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
