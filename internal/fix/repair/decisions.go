package repair

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Decisions are what the plans of a package have taken: no other plan may take it too.
type Decisions struct {
	*text.Names
	NewFields map[*types.TypeName][]string // new fields of a struct type
	covers    map[LockIn][]text.Edit       // new critical sections
	Owners    map[LockIn]string            // the plan that covers all accesses to a map
}

func newDecisions(pkg *types.Package) *Decisions {
	return &Decisions{
		Names:     text.NewNames(pkg),
		NewFields: map[*types.TypeName][]string{}, covers: map[LockIn][]text.Edit{}, Owners: map[LockIn]string{},
	}
}

// Reserve takes the lines of an edit for the critical sections of a lock; it reports
// whether no other plan has them.
func (d *Decisions) Reserve(key LockIn, lines text.Edit) bool {
	if slices.ContainsFunc(d.covers[key], func(o text.Edit) bool { return lines.Pos <= o.End && o.Pos <= lines.End }) {
		return false
	}
	d.covers[key] = append(d.covers[key], lines)
	return true
}

// LockIn names the critical sections of a lock in a function.
type LockIn struct {
	Func ast.Node
	Lock string
}
