package effect

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// RootAccess is an access as it is reached from one root.
type RootAccess struct {
	Access
	Root     *Root
	Via      token.Pos // the call in the root that leads to the access; its own position if it is direct
	BaseType string    // the type of the object at the root of the place
	// Around is what the source says of the root, and of the call that leads to the access.
	PathRemarks Remarks
	// Fresh is set if the object that holds the map is one that the root
	// itself has made: its goroutines meet in a scene.
	Fresh bool
	// Obtained is set if the object comes from a function of this package or
	// out of a collection: others may have it too.
	MaybeShared bool
	// Owned is set if a goroutine works on the receiver of the function that
	// starts it, or on the object that this returns.
	OfStarter bool
	// GuardOnly is set for an access that tells how a map is guarded, but not
	// with whom it runs: of a function that is not a root and whose callers do not
	// know where the map lives.
	GuardOnly bool
	OuterVariable
	Construction
	Leak
}

// OuterVariable says which variable leads to a map in an object of another package.
type OuterVariable struct {
	// Outer names the variable of this package that leads there, and the way, if methods of
	// the other package touch the map too.
	Outer string
	// OuterOwn is set if the map lies in that object itself, not behind a pointer in it.
	OuterDirect bool
}

// Construction says of a goroutine that it is as old as an object.
type Construction struct {
	ByConstructor bool
	// BornPath leads from the object that is returned, one of type BornOf, to the
	// map, which may be that of an object that was made first and put into it.
	ConstructedType, ConstructedPath string
}

// Leak says how a map leaves its function, as more than itself.
type Leak struct {
	InStruct   bool // within a struct
	InElement  bool // with a pointer to the element of a collection that has it
	ByIterator bool // with an iterator over it
}

// Scoped returns the access without its root.
func (u *RootAccess) Scoped() ScopedAccess {
	return ScopedAccess{Access: u.Access, PathRemarks: u.PathRemarks}
}

// OnReceiver reports whether the access goes from the receiver of its root to the map.
func (u *RootAccess) OnReceiver() bool {
	return u.Root.Method && u.Place.Kind == place.Param && u.Place.Index == 0
}

// Waited reports whether the use comes after a wait for goroutines.
func (u *RootAccess) Waited() bool { return Waited(u.Sync) }

func Waited(ms state.SyncSet) bool {
	return slices.ContainsFunc(ms, func(m *state.SyncFact) bool { return m.Kind == state.AfterWait })
}
