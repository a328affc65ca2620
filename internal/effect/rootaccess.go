package effect

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// RootAccess is an access as one thread root reaches it. Package summary makes it, and
// package candidate pairs it with those of other roots.
type RootAccess struct {
	Access
	Root *Root
	// Via is the call in the root that leads to the access, or the position of the access
	// if the root makes it itself.
	Via token.Pos
	// BaseType is the type of the object at the root of the place: "pkg.T".
	BaseType string
	// PathRemarks are the remarks about the root and about the call at Via.
	PathRemarks Remarks
	// Fresh is set if the root itself made the object that holds the map: a [SpawnScope]
	// shows whether its goroutines conflict.
	Fresh bool
	// MaybeShared is set if the object comes out of a collection or from a function of this
	// package: others may have it too.
	MaybeShared bool
	// OfStarter is set if a goroutine works on the receiver of the function that starts it,
	// or on the object which that function makes and returns.
	OfStarter bool
	// GuardOnly is set for an access that is used for guard inference only, because its
	// thread is unknown: its function is not a root, and its callers cannot name the place.
	GuardOnly bool
	OuterVariable
	Construction
	Leak
}

// OuterVariable names the variable of this package that leads to a map in an object of
// another package. Whoever has the variable must guard the object if it has no lock.
type OuterVariable struct {
	// Outer is the variable and the way from there to the map. It is empty unless methods
	// of the other package access the map too.
	Outer string
	// OuterDirect is set if the map lies in that object itself, not behind a pointer in it,
	// which other objects may have too.
	OuterDirect bool
}

// Construction relates a goroutine to an object that is made by the function which starts
// the goroutine.
type Construction struct {
	// ByConstructor is set if the function that starts the goroutine returns the object with
	// the map: there is one such goroutine for each object.
	ByConstructor bool
	// ConstructedType is the type of the returned object, and ConstructedPaths are the paths
	// from there to the map, which may be that of other objects that were put into it.
	ConstructedType  string
	ConstructedPaths []string
	// Phase is the phase of the receiver's life at an access by a method.
	Phase Phase
}

// LeadsTo reports whether a path leads from the returned object to the map.
func (c *Construction) LeadsTo(path string) bool { return slices.Contains(c.ConstructedPaths, path) }

// Leak says how a returned map leaves its function, if it is not the result itself. Package
// detect sets it.
type Leak struct {
	InStruct   bool // in a field of a struct
	InElement  bool // in the element of a collection, to which a pointer is returned
	ByIterator bool // by an iterator that reads it when it runs
	Sent       bool // it is sent to a channel
	// To is the function that gets the map as an argument, "" if it is returned or sent.
	To string
}

// Waited reports whether the access comes after a wait for goroutines.
func (u *RootAccess) Waited() bool { return Waited(u.Sync) }

// Waited reports whether a set contains a wait for goroutines.
func Waited(s state.SyncSet) bool {
	return slices.ContainsFunc(s, func(f *state.SyncFact) bool { return f.Kind == state.AfterWait })
}

// Scoped returns the access without what only the pairing of roots needs.
func (u *RootAccess) Scoped() ScopedAccess {
	return ScopedAccess{Access: u.Access, PathRemarks: u.PathRemarks, Root: u.Root, Via: u.Via}
}

// OnReceiver reports whether the access goes from the receiver of its root to the map.
func (u *RootAccess) OnReceiver() bool {
	return u.Root.Method && u.Place.Kind == place.Param && u.Place.Index == 0
}
