package doubt

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/names"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The name of a function may say in which phase of its life an object is: nobody else has it
// yet, or nobody has it any more. This raises a doubt about a finding that rests on a
// locking discipline. It raises none if the access runs on a goroutine: its start is seen,
// and so is what runs before it.

// suspect returns the access whose function is asked for its name, nil if there is none.
func suspect(p *conflict.Pair) *effect.RootAccess {
	u := p.A.ByRoot
	if u == nil {
		u = p.B.ByRoot // A is in a pattern, and B what other functions do
	}
	if u == nil || p.Of == nil || u.Root.Kind == effect.Goroutine || u.Place.Kind == place.Global {
		return nil
	}
	return u
}

// opensByName also asks for the name of a lone witness: what it does while the object is set up
// comes before the other access, with a lock or without.
func opensByName(p *conflict.Pair) bool {
	if u := suspect(p); u != nil && leads(p.Of, u, opens) {
		return true
	}
	w := p.B.ByRoot
	return testified.Has(p.Kind) && w.Root.Kind != effect.Goroutine && w.Place.Kind != place.Global && leads(p.Of, w, opens)
}

// closesByName ignores a write, since a write by a closing function is a write like any
// other, and an access that holds another lock of the object.
func closesByName(p *conflict.Pair) bool {
	u := suspect(p)
	return u != nil && !u.Op.Writes() && leads(p.Of, u, closes) && !p.Of.OtherLock(u)
}

// fillsByName ignores a root that takes the guard at another access to the map: it would not
// if nobody else had the object.
func fillsByName(p *conflict.Pair) bool {
	u := suspect(p)
	return u != nil && leads(p.Of, u, fills) && !p.Of.RootHolds(u, func(*state.SyncFact) bool { return true })
}

func takesOverByName(p *conflict.Pair) bool {
	u := suspect(p)
	return u != nil && takesOver(u)
}

// startsByName ignores a method: there is one call for each object.
func startsByName(p *conflict.Pair) bool {
	root := p.A.ByRoot.Root
	return !root.Method && names.Begins(root.Name, "init", "initialize", "initialise", "setup", "set up", "load", "register", "configure", "provision")
}

func decodesByName(p *conflict.Pair) bool {
	u := p.B.ByRoot
	return u != nil && names.Begins(u.Func, "unmarshal", "decode", "new", "parse")
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

// otherLockByName reports whether the guard has a name that says what it is for, and the names
// of the map and of its struct say something else: cacheMu is not for items.
func otherLockByName(p *conflict.Pair) bool {
	k := string(p.Of.Lock)
	purpose := slices.DeleteFunc(names.Words(k[strings.LastIndexByte(k, '.')+1:]), func(w string) bool { return slices.Contains(lockWords, w) })
	variable, holder := effect.FieldOf(p.A.Key()), p.A.Holder()
	about := append(names.Words(variable), names.Words(holder[strings.LastIndexByte(holder, '.')+1:])...)
	alike := func(w string) bool {
		return slices.ContainsFunc(about, func(a string) bool { return strings.HasPrefix(a, w) || strings.HasPrefix(w, a) })
	}
	return len(purpose) > 0 && !slices.ContainsFunc(purpose, alike)
}

// lockWords are the words in the name of a lock that do not say what it is for.
var lockWords = strings.Fields("mu mx mtx m l lk lock locker mutex rw rwmutex rwlock guard sync global map maps data internal main")
