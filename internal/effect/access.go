package effect

import (
	"go/token"
	"strings"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Access is one operation on a map, by the function or by one of the
// goroutines that it starts.
//
// There are very many of them: the fields lie so that they take little memory.
type Access struct {
	Op     state.Op
	Scalar Scalar // what is accessed if it is no map
	Reflection
	// ByVal is the number of leading steps of Place that were walked before
	// the thread was started, or -1: storing another map or pointer there
	// later does not concern this access.
	LoadedSteps int16
	Thread      int16 // 0 is the caller's, i is Threads[i-1]
	Provenance
	Circumstances
	Place place.Place
	Sync  state.SyncSet
	// Site is never nil, and the same for all that is one access of the source.
	*Site
}

// Reflection says how far the function looks for maps into a parameter of which it knows no
// more than that it is an interface, or the variadic list of those, as a wrapper of
// fmt.Printf does. Its callers know which maps these are.
type Reflection struct {
	Depth    known.Depth
	ByFormat bool // the parameter before has the format, whose verbs decide
}

// Provenance says where the map of an access comes from.
type Provenance struct {
	FromCall bool // the map is the result of a call
	// ByCopy is set for a map that is reached through a copy of the struct which
	// holds it, or a field that was given the map of another.
	ViaCopy bool
	// Lent is set if the copy is the caller's, which has given its address away.
	CopyOfCaller bool
	// Claimed is set if the function treats the map of the copy as one of its own.
	TreatedAsOwn bool
	// Own is set if the function may have given the variable that holds the map
	// another one before.
	MaybeReplaced bool
}

// Circumstances say when, and for whom, an access is made.
type Circumstances struct {
	// Expects is set if a function on the way to the access says that its
	// callers hold a lock.
	ExpectsLock bool
	// Paced is set if the access is made again and again, in a loop that waits
	// for the time to come.
	Periodic bool
	// OnDemand is set for a store into a map that a look-up of it decides, of a global one
	// or the receiver's.
	OnDemand bool
	// Looped is set for such a store if a loop calls the function that decides about it.
	OnDemandInLoop bool
	// Fills is set for the assignment of an empty map to a variable that has none.
	FillsNil   bool
	InCallback bool `wire:"-"` // by a function that the callee was given
	// joined is set for an access of a goroutine that the callee has waited for: what a
	// function value does before a signal that the callee receives.
	Joined bool `wire:"-"`
}

// Names returns the bare names of the variables that an access is known to concern.
func (a *Access) Names() [3]string {
	out := [3]string{a.Field, a.Place.Owner, a.Place.Name}
	for i, name := range out {
		out[i] = name[strings.LastIndexByte(name, '.')+1:]
	}
	return out
}

// Site is what the source says of an access. It does not change: who has a copy of
// the access elsewhere shares it.
type Site struct {
	Pos   Pos
	Expr  string // the map as the source writes it
	Func  string // the function or literal that contains it
	Field string // the field that holds the map there: "pkg.T.f"
	Says  Remarks
	// Query is set if Func returns more than an error or its receiver: it is called for
	// that, whatever its name says.
	Query bool
	// Reported is set for an access of another package which reports it itself.
	Reported  bool
	Rank      int     `wire:"-"` // of Order
	LockOwner OwnLock `wire:"-"`
	// inner is where a function that is given the map accesses it, if Pos is its call.
	InnerPos token.Pos `wire:"-"`
}

// Inner returns where the map is accessed: in the function that is given it, if Pos is the
// call of that.
func (s *Site) Inner() token.Pos {
	if s.InnerPos.IsValid() {
		return s.InnerPos
	}
	return s.Pos.At()
}

// Declared names the declared function that contains the access, in a literal or not.
func (s *Site) Declared() string {
	name, _, _ := strings.Cut(s.Func, "$")
	return name
}

// Order returns where the access stands in the source, what [Package.Compare] goes
// by.
func (s *Site) Order() int { return s.Rank }

// Key names the variable that holds the map, for all objects of a type: its
// field or the global; "" if it is neither.
func (a *Access) Key() string {
	p := a.Place
	elems := ""
	last := strings.LastIndexByte(p.Path, '.') + 1
	if i := strings.IndexAny(p.Path[last:], "[{"); i >= 0 {
		elems = p.Path[last+i:]
	}
	switch {
	case elems != "" && elems[0] == '{' && !strings.Contains(elems, "[") && a.Field != "":
		return a.Field + place.Place{Path: elems}.AnyKeys() // the maps in a map
	case elems != "":
		return ""
	case a.Field != "":
		return a.Field
	case p.Kind == place.Global:
		return p.Name + p.Path
	}
	return ""
}

// Elsewhere reports whether another package makes the access.
func (a *Access) Elsewhere() bool { return a.Pos.Text != "" }

// Holder names the struct type that declares the field that an access is to, or the
// package of a package variable.
func (a *Access) Holder() string {
	k := a.Key()
	return k[:max(0, strings.LastIndexByte(k, '.'))]
}

// Scalar says what an access touches that is no map: a number, bool or pointer in
// a field or package variable, which threads, locks and order concern as they
// do maps.
type Scalar uint8

const (
	NotScalar     Scalar = iota // a map
	StatusScalar                // beside a map: set to constants
	CountScalar                 // beside a map: counted, too
	FlagScalar                  // bits that are set and cleared (|=, &^=)
	PointerScalar               // leads to a map
	PlainScalar                 // used by sync/atomic elsewhere
	AtomicScalar                // an access by sync/atomic, to a word of any sort
)

// OwnLock describes a lock that a function holds at an access and that only this call
// of the function can hold, so that it keeps nobody out. The zero OwnLock is none.
type OwnLock struct {
	Name string
	Of   Ownership
	In   string // the function, around the literal that makes the access if there is one
}

// Ownership says why a lock belongs to one call.
type Ownership uint8

const (
	Declared Ownership = iota // in the function
	Copied                    // with the struct that has it
	Received                  // with the struct that has it, as the receiver
)

// OwnLock returns the lock that belongs to the call of the function which makes the
// access, if it holds no other.
func (s *Site) OwnLock() OwnLock { return s.LockOwner }

// Remarks is what the source says in words of an access, or of a function, that its
// author has thought of goroutines there. It may be wrong, and callers may not have read
// it: these are reasons to doubt a finding, not to drop it.
type Remarks uint8

const (
	SaysSafe     Remarks = 1 << iota // a comment says that no lock is needed here
	SaysAlone                        // the comment of the function says that it must not run concurrently
	SaysForTests                     // the name or the comment of the function says that only tests call it
)

// Has reports whether all of some remarks are among r.
func (r Remarks) Has(some Remarks) bool { return r&some == some }

// AccessID says which accesses are alike for a caller: the first one speaks for
// all. The marks are those of the engine's table, which are alike if they are the
// same.
type AccessID struct {
	op     state.Op
	word   Scalar
	within known.Depth
	place  place.Place
	byVal  int16
	thread int16
	marks  state.Identity
}

func IdOf(a *Access) AccessID {
	return AccessID{a.Op, a.Scalar, a.Depth, a.Place, a.LoadedSteps, a.Thread, a.Sync.Identity()}
}
