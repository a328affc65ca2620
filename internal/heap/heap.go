// Package heap says where objects live: it turns the values of a function into places,
// which are access paths (package place). It follows calls by their summaries, variables
// by their assignments, copies of structs by their fields, and snapshots of collections
// by what was put into them. It also knows which keys a map has at an instruction.
//
// A new way in which a value gets its object belongs here. Whether others have the object
// too belongs in escape; what an instruction does to it, in trace.
package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Heaps are the heaps of the functions of a package.
type Heaps struct {
	*program.Program
	Of       map[*ssa.Function]*Heap
	Replaced map[*ssa.Function][]place.Place // of AlwaysAssigned
	Filled   map[string]bool                 // maps with entries from the start, by name
	Changed  map[string]bool                 // maps that functions write to, by name
	// insertKeys has for each function the keys of the insertions of its summary.
	insertKeys map[*ssa.Function][]ssa.Value
}

// Heap says of the values of one function where the objects that they denote live.
type Heap struct {
	Pkg *Heaps
	Fn  *ssa.Function
	ID  string // the function's name, unique among those of the package
	memo
	Defs     map[string]ssa.Instruction               // of the roots of kind Local and Value
	assigned map[place.Place]map[ssa.Instruction]bool // assignments to maps and pointers
	Flows    ssaq.Paths
	Control  ssaq.Control
	Loops    map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool
	Returned map[string]int // results by the name of the local object they return
	fieldsOfNew
	cache
}

// fieldsOfNew is what the fields of new objects hold.
type fieldsOfNew struct {
	Fields   map[place.Place]place.Place
	Replaced map[place.Place]place.Place // those of Fields that may still have the map that was made for them
}

// cache is what was found out before.
type cache struct {
	held    map[*ssa.Alloc][]ssa.Value      // of Stored
	inserts map[*ssa.BasicBlock][]Insertion // of insertionsIn
	putList []put                           // of puts
	listed  bool                            // likewise
	work    int                             // of Afford
}
