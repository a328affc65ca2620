package repair

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Decisions are what the plans of a package have taken, so that no later plan takes it
// again.
type Decisions struct {
	*text.Names
	NewFields map[*types.TypeName][]string // new fields of a struct type
	covers    map[LockIn][]text.Edit       // new critical sections
	Owners    map[LockIn]string            // the key of the plan that covers all accesses to a map
}

// newDecisions returns the decisions before the first plan.
func newDecisions(pkg *types.Package) *Decisions {
	return &Decisions{
		Names:     text.NewNames(pkg),
		NewFields: map[*types.TypeName][]string{}, covers: map[LockIn][]text.Edit{}, Owners: map[LockIn]string{},
	}
}

// Reserve reserves the lines of an edit for a critical section; it reports false if they
// touch a section of the same lock that another plan makes: the function would take the
// lock twice.
func (d *Decisions) Reserve(key LockIn, lines text.Edit) bool {
	if slices.ContainsFunc(d.covers[key], func(o text.Edit) bool { return lines.Pos <= o.End && o.Pos <= lines.End }) {
		return false
	}
	d.covers[key] = append(d.covers[key], lines)
	return true
}

// LockIn is a lock, as one function names it.
type LockIn struct {
	Func ast.Node
	Lock string
}
