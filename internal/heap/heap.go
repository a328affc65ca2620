// Package heap says where objects live: it turns the values of a function into places,
// which are access paths (package place). It follows
//   - a call by the summary of its callee (target.go, binding.go),
//   - a variable by its assignments (current.go, stores.go, phi.go),
//   - a copy of a struct by its fields (place.go, literals.go),
//   - a snapshot of a collection by what the function puts into it (snapshot.go).
//
// It also says which keys a map certainly has at an instruction (inserts.go, presence.go).
//
// Nine files need each other: place, target, binding, current, literals, phi, snapshot,
// inserts and presence. This cycle is inherent. The place of a value may be the result of
// a call. The result is found from the places of the arguments. An argument may be an
// element of a snapshot. What is in a snapshot may have been inserted by another call.
// memo.go makes this recursion end and its answers independent of the order of questions.
//
// A new way in which a value gets its object belongs here. Whether other functions or
// goroutines have the object too belongs in package escape. What an instruction does to
// the object belongs in package trace.
package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Heaps are the heaps of the functions of a package.
type Heaps struct {
	*program.Program
	Of             map[*ssa.Function]*Heap
	alwaysAssigned map[*ssa.Function][]place.Place // variables that a function always assigns
	FilledAtInit   map[string]bool                 // maps with entries from the start, by name
	ChangedLater   map[string]bool                 // maps that functions write to, by name
	// insertKeys has for each function the keys of the insertions of its summary, in the
	// same order.
	insertKeys map[*ssa.Function][]ssa.Value
}

// Heap says where the objects live that the values of one function denote.
type Heap struct {
	Pkg *Heaps
	Fn  *ssa.Function
	ID  string // the function's name, unique among those of the package
	memo
	Defs     map[string]ssa.Instruction               // what makes the roots of kind Local and Value, by name
	assigned map[place.Place]map[ssa.Instruction]bool // assignments to variables with maps and pointers
	Paths    ssaq.Paths
	Control  ssaq.Control
	Returned map[string]int // the index of the result that is a local object, by its name
	aliases
	searches
}

// aliases says what the fields of objects hold that the function makes.
type aliases struct {
	// FieldAliases has for a field, by its [Key], the place of the object that it holds.
	FieldAliases map[place.Place]place.Place
	// PossibleAliases has fields that are assigned a map made for them and then, perhaps on a
	// condition, that of another object. They are aliases for the callers only.
	PossibleAliases map[place.Place]place.Place
	// OwnerAliases are fields of objects of the callers that have, when the function returns,
	// what another one has.
	OwnerAliases []effect.Alias
}

// searches keeps what searches through the function have found, and counts their cost.
type searches struct {
	loops          map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool // natural loops by their heads
	stored         map[*ssa.Alloc][]ssa.Value                   // what a variable may hold, for Stored
	inserts        map[*ssa.BasicBlock][]Insertion              // for insertionsIn
	assignments    []MapAssignment                              // for MapAssignments
	hasAssignments bool                                         // assignments is known, or is being found
	cost           int                                          // blocks searched, for WithinBudget
}

// MapAssignment is an assignment to an element of a map that the function has as a value. The
// function makes it, or a function of the package that it calls with the map.
type MapAssignment struct {
	At              ssa.Instruction // the assignment or the call
	Map, Key, Value ssa.Value
}

// Insertion is an [effect.Insert] as one function sees it, its own or that of a callee.
type Insertion struct {
	effect.Insert
	SSAKey   ssa.Value // nil if the function does not know it
	SSAValue ssa.Value // likewise
	at       ssa.Instruction
	// calleeKey is the key as the callee computes it, if that is of this package, and
	// binding is that of the callee.
	calleeKey ssa.Value
	binding   Binding
}

// Binding says what the parameters and captured variables of a callee are at one call.
type Binding struct {
	Caller *Heap
	call   *ssa.Call // whose results are those of the callee; may be nil
	At     ssa.Instruction
	Args   []ssa.Value
	Binds  []ssa.Value
	// ArgPlaces has the places of the arguments if their values are not known, because the
	// call is made within another callee.
	ArgPlaces []place.Place
}
