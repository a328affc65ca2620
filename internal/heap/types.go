package heap

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
)

// memo keeps the places of the values of a function. Values may be made of each other,
// as the variables of a loop are: while the place of one is looked for, those that are
// made of it see what stands for it in the meantime. What was found by such an answer is
// tentative, and forgotten when the true one is known, so that it does not matter for
// which value somebody asked first.
//
// The scheme is that of Tarjan's strongly connected components: low is the first question
// among the open ones on which the answer at hand rests.
type memo struct {
	places    map[ssa.Value]place.Place
	snapshots map[ssa.Value]place.Place // of snapshotOf
	begun     bool
	open      map[question]int // the questions that are being answered, by their number
	low       int
	rests     map[question]int  // the tentative answers, and on which open question
	tentative []question        // likewise, in order
	depth     int               // of place
	asked     map[*ssa.Call]int // the calls that result is asked for
}

type questionKind uint8

// question asks for the place of a value, or of the elements of a collection, or what a
// call returns.
type question struct {
	v    ssa.Value
	kind questionKind
}

// Insertion is an Insert as one function sees it, its own or a callee's.
type Insertion struct {
	effect.Insert
	KeyValue    ssa.Value // nil if unknown
	StoredValue ssa.Value // likewise
	at          ssa.Instruction
	// computed is the key as the callee computes it, if that is of this package, and bd
	// the callee's binding.
	computed ssa.Value
	bd       Binding
}

// put is an assignment to an element of a map that the function has as a value, by itself
// or by a function of the package that is given the map.
type put struct {
	At       ssa.Instruction // the assignment or the call
	M, Value ssa.Value
}

// Target is what a call is known to run.
type Target struct {
	Fn    *ssa.Function // nil for a function of another package
	Obj   *types.Func
	Binds []ssa.Value     // captured variables of a closure
	Sum   *effect.Summary // nil if nothing is known
	Args  []ssa.Value     // receiver first
}

// Binding says what the parameters and captured variables of a callee are at
// one call.
type Binding struct {
	Heap  *Heap
	call  *ssa.Call // whose results are the callee's; may be nil
	At    ssa.Instruction
	Args  []ssa.Value
	Binds []ssa.Value
	// places of the arguments where there are no values: a call that happens
	// within another callee
	ArgPlaces []place.Place
}
