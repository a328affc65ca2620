package doubt

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/names"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The name of a function may say in which phase of its life an object is: nobody else has
// it yet, or any more. That raises a doubt about findings that rest on a discipline. Where
// the other goroutine is seen, what comes before what is seen too.

// ByName returns the doubts that the names of the functions which lead to a use raise.
//
// To restore or load something may concern an object that is in use: its author would
// not take the guard elsewhere on the way if nobody else had the object. Nor would a
// function that closes it hold another lock of it. A change by a function that ends the
// life of an object is a change like any other.
func ByName(v *guard.Variable, u *effect.RootAccess) Set {
	if u.Root.Kind == effect.Goroutine {
		return 0
	}
	return If(leads(v, u, opens), OpensByName) |
		If(!u.Op.Writes() && leads(v, u, closes) && !v.OtherLock(u), ClosesByName) |
		If(leads(v, u, fills) && !v.RootHolds(u, func(*state.SyncFact) bool { return true }), FillsByName) |
		If(takesOver(u), TakesOverByName)
}

// leads reports whether a function of some kind leads to a use, as the root or as the
// one that has the access. A function acts if it returns nothing, or changes the map.
func leads(v *guard.Variable, u *effect.RootAccess, kind func(name string, acts func() bool) bool) bool {
	return kind(u.Root.Name, func() bool { return !u.Root.Query || rootWrites(v, u) }) ||
		kind(u.Func, func() bool { return !u.Query || rootWrites(v, u) })
}

// opens reports whether a function by its name begins the life of an object. The first
// word of a longer name is a verb only if the function acts: "OpenConns() int" asks how
// many are open.
func opens(name string, acts func() bool) bool {
	return verb(name, acts, "init", "initialize", "initialise", "open", "setup", "set up", "configure", "provision")
}

// closes reports whether a function by its name ends the life of an object.
func closes(name string, acts func() bool) bool {
	return verb(name, acts, "close", "stop", "shutdown", "shut down", "destroy", "teardown", "tear down", "cleanup", "clean up", "free")
}

// fills reports whether a function by its name puts into an object what was kept
// elsewhere. If it only reads the map and returns something, it does not.
func fills(name string, acts func() bool) bool {
	return names.Begins(name, "load", "restore", "recover") && acts()
}

// verb reports whether a name begins with one of some verbs, and is more than that only
// if the function acts.
func verb(name string, acts func() bool, verbs ...string) bool {
	return names.Begins(name, verbs...) && (names.Is(name, verbs...) || acts())
}

// rootWrites reports whether the function of a use, or its root, changes the map.
func rootWrites(v *guard.Variable, u *effect.RootAccess) bool {
	return u.Op.Writes() || slices.ContainsFunc(v.Uses, func(w *effect.RootAccess) bool {
		return w.Op.Writes() && w.Root.Pos == u.Root.Pos && w.Place.AnyKeys() == u.Place.AnyKeys()
	})
}

// takesOver reports whether a use is by a function that by its name fills an object from
// another, which is usually one whose place it is to take. To copy the receiver is another
// matter.
func takesOver(u *effect.RootAccess) bool {
	takes := func(name string) bool { return names.Begins(name, "copy state", "copy from", "inherit") }
	return takes(u.Root.Name) || takes(u.Func) || u.Op.Writes() && names.Begins(u.Func, "copy")
}

// Decodes reports whether a function by its name fills an object that was just made.
func Decodes(u *effect.RootAccess) bool {
	return names.Begins(u.Func, "unmarshal", "decode", "new", "parse")
}
