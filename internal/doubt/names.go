package doubt

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/names"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The name of a function may say in which phase of its life an object is: nobody else has it
// yet, or nobody has it any more. This raises a doubt about a finding that rests on a
// locking discipline. It raises none if the access runs on a goroutine: its start is seen,
// and so is what runs before it.

// ByName returns the doubts that the names of the root and of the accessing function raise.
//
// A name such as load or restore raises no doubt if the root takes the guard at another
// access to the map: it would not if nobody else had the object. A name such as close raises
// no doubt if the access holds another lock of the object, or if it writes, since a write by
// a closing function is a write like any other.
func ByName(v *guard.Variable, u *effect.RootAccess) Set {
	if u.Root.Kind == effect.Goroutine {
		return 0
	}
	return If(leads(v, u, opens), OpensByName) |
		If(!u.Op.Writes() && leads(v, u, closes) && !v.OtherLock(u), ClosesByName) |
		If(leads(v, u, fills) && !v.RootHolds(u, func(*state.SyncFact) bool { return true }), FillsByName) |
		If(takesOver(u), TakesOverByName)
}

// leads reports whether the name of the root, or of the function with the access, is of some
// kind. A function acts if it has no results or changes the map.
func leads(v *guard.Variable, u *effect.RootAccess, kind func(name string, acts func() bool) bool) bool {
	return kind(u.Root.Name, func() bool { return !u.Root.Query || rootWrites(v, u) }) ||
		kind(u.Func, func() bool { return !u.Query || rootWrites(v, u) })
}

// opens reports whether a function by its name begins the life of an object. In a longer
// name the first word is a verb only if the function acts: "OpenConns() int" returns the
// number of open connections.
func opens(name string, acts func() bool) bool {
	return verb(name, acts, "init", "initialize", "initialise", "open", "setup", "set up", "configure", "provision")
}

// closes reports whether a function by its name ends the life of an object.
func closes(name string, acts func() bool) bool {
	return verb(name, acts, "close", "stop", "shutdown", "shut down", "destroy", "teardown", "tear down", "cleanup", "clean up", "free")
}

// fills reports whether a function by its name loads into an object what was kept elsewhere.
// A function that returns something and does not change the map does not qualify.
func fills(name string, acts func() bool) bool {
	return names.Begins(name, "load", "restore", "recover") && acts()
}

// verb reports whether a name is one of the verbs, or begins with one and the function acts.
func verb(name string, acts func() bool, verbs ...string) bool {
	return names.Begins(name, verbs...) && (names.Is(name, verbs...) || acts())
}

// rootWrites reports whether the access, or another access of its root to the same map,
// writes.
func rootWrites(v *guard.Variable, u *effect.RootAccess) bool {
	return u.Op.Writes() || slices.ContainsFunc(v.Uses, func(w *effect.RootAccess) bool {
		return w.Op.Writes() && w.Root.Pos == u.Root.Pos && w.Place.AnyKeys() == u.Place.AnyKeys()
	})
}

// takesOver reports whether the function of an access by its name fills an object from
// another one.
//
// Assumes: the object is about to replace the other one. A function that copies its receiver
// does not qualify.
func takesOver(u *effect.RootAccess) bool {
	takes := func(name string) bool { return names.Begins(name, "copy state", "copy from", "inherit") }
	return takes(u.Root.Name) || takes(u.Func) || u.Op.Writes() && names.Begins(u.Func, "copy")
}

// Decodes reports whether a function by its name fills an object that was just made.
func Decodes(u *effect.RootAccess) bool {
	return names.Begins(u.Func, "unmarshal", "decode", "new", "parse")
}
