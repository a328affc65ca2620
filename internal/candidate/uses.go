package candidate

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// What the generators ask of one use.

// concurrentRoot reports whether others can run at the same time as the root of a use.
func concurrentRoot(u *effect.RootAccess) bool {
	return u.Root.Many || u.Root.Kind == effect.Goroutine
}

// anytime reports whether a root is a function that others call when they like.
func anytime(r *effect.Root) bool {
	namedCallback := r.Kind == effect.Callback && !r.Literal
	return r.Kind == effect.API || r.Kind == effect.Entry || namedCallback
}

// changesBare reports whether a use changes a map without any lock, in this package, where
// other goroutines may run.
func changesBare(u *effect.RootAccess) bool {
	if u.Elsewhere() || u.GuardOnly || u.Root.Kind == effect.Main {
		return false
	}
	return u.Op.Changes() && withoutLock(u) && !u.Waited()
}

// withoutLock reports whether neither a use nor, as it expects, its callers hold a lock.
func withoutLock(u *effect.RootAccess) bool { return u.Sync.NumLocks() == 0 && !u.ExpectsLock }

// ours reports whether a use is of an object that this package shares, not one that a
// function is given or, in another package, one of its own. The map of a collection that
// another package declares belongs to the object that keeps the collection in a variable;
// what that points to may be kept by others, who have an order of their own.
func ours(u *effect.RootAccess) bool {
	keptHere := !u.Elsewhere() || u.Outer != "" && u.OuterDirect
	return keptHere && (u.ByConstructor || guard.Shared(u))
}
