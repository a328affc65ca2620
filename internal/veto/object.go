package veto

import (
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The conditions of vetoes about objects: the accesses are to two maps, or nobody else has
// the map.

// ownVariable reports whether one access assigns the variable that the other had read
// before, or changes the map that its function has just assigned to it. The map of the other
// access is then another one.
func ownVariable(p *conflict.Pair) bool {
	own := func(a, b conflict.Side) bool {
		return (b.Op == state.OpReplace || b.MaybeReplaced) && int(a.LoadedSteps) >= a.Place.Len()
	}
	return own(p.A, p.B) || own(p.B, p.A)
}

// fillsNil reports whether no access of the pair does more than to assign an empty map to a
// nil one. A method that reads does so first if its object is the zero value.
//
// Assumes: if no access fills the map meanwhile, the object is not the zero value.
func fillsNil(p *conflict.Pair) bool {
	writesEmpty := func(s conflict.Side) bool { return s.FillsNil || !s.Op.Writes() }
	return writesEmpty(p.A) && writesEmpty(p.B)
}

func differentFields(p *conflict.Pair) bool {
	return p.A.Field != p.B.Field && p.A.Field != "" && p.B.Field != ""
}

// differentElements reports whether the accesses are to elements of a collection under keys
// that are not known, and no lock shows that goroutines share the elements.
func differentElements(p *conflict.Pair) bool {
	return p.A.Place.ManyElems() && (p.A.Index == p.B.Index || !elementsGuarded(p.A, p.B) && !elementsGuarded(p.B, p.A))
}

// elementsGuarded reports whether a holds a lock of an object on the path to its element and
// b holds no lock. The lock then guards the elements too, and two unknown elements may be
// the same.
//
// Assumes: without such a lock, every goroutine has its own element.
func elementsGuarded(a, b conflict.Side) bool {
	if _, locked := guard.HeldLock(b.Scoped); locked || a.Scoped.Repeats || b.Scoped.Repeats {
		return false
	}
	for _, m := range a.Sync.Locks() {
		if _, ok := guard.WayFrom(m.Place, a.Place); ok {
			return true
		}
	}
	return false
}

// replacesNew reports whether the first access assigns a new map and holds no lock of the
// object.
//
// Assumes: a new map is assigned to an object before the object is shared.
func replacesNew(p *conflict.Pair) bool {
	return p.A.Op == state.OpReplace && !p.Of.OtherLock(p.A.ByRoot) && !ofStarted(p.A.ByRoot)
}

// ofStarted reports whether a goroutine makes an access to a field of the object that its starter
// has: the starter has returned, and the goroutine goes on. An object in a field may be new.
func ofStarted(u *effect.RootAccess) bool {
	return u.Root.Kind == effect.Goroutine && u.OfStarter && u.Place.Len() == 1
}

func notShared(p *conflict.Pair) bool { return !guard.Shared(p.A.ByRoot) }

// ownValue reports whether the object of the first access is an unknown value that nobody
// else is known to have.
func ownValue(p *conflict.Pair) bool { return isValue(p.A) && !p.A.ByRoot.MaybeShared }

func isValue(s conflict.Side) bool { return s.Place.Kind == place.Value }

// otherType reports whether the path to the map is the same, but the objects have different
// types.
func otherType(p *conflict.Pair) bool {
	a, b := p.A.ByRoot, p.B.ByRoot
	return bornWithObject(a) && a.ConstructedType != b.Root.Recv && a.LeadsTo(b.Place.Path)
}

func otherOfCollection(p *conflict.Pair) bool {
	a, b := p.A.ByRoot, p.B.ByRoot
	return bornWithObject(a) && strings.Contains(a.ConstructedPaths[0], "[") && !a.LeadsTo(b.Place.Path)
}

// bornWithObject reports whether the access is made by a goroutine that was started with its
// object.
func bornWithObject(u *effect.RootAccess) bool { return u.ByConstructor && !GlobalByGoroutine(u) }

// ofRequest reports whether a handler makes the access, and one of the objects is an unknown
// value: it may belong to the request.
func ofRequest(p *conflict.Pair) bool {
	return p.A.ByRoot.Root.Kind == effect.Entry && (isValue(p.A) || isValue(p.B))
}

// otherPath reports whether two accesses reach a scalar field by different paths. A struct
// type that is part of several other structs has a scalar in each.
func otherPath(p *conflict.Pair) bool {
	a, b := p.A.ByRoot, p.B.ByRoot
	return a.Place.Path != b.Place.Path && (!a.ByConstructor || !a.LeadsTo(b.Place.Path))
}

// otherScalar is [otherPath] for accesses that need not start at the object of the scalar.
func otherScalar(p *conflict.Pair) bool {
	a, b := p.A.ByRoot, p.B.ByRoot
	direct := a.Place.Len() <= 1 && b.Place.Len() <= 1
	return !direct && !(a.Root.Recv == b.Root.Recv && a.Place.Path == b.Place.Path)
}
