// Package repair holds plans: one plan is one change of the package, the repair of one
// or more findings. A [Planner] gives a fixer the facts about the package and what
// earlier plans have decided: new names, new fields, and which function's critical
// sections are taken. Rendering a plan turns its edits into the lines that gofmt prints.
//
// What a plan changes, and when that is right, belongs in the packages of fixers.
package repair

import (
	"go/ast"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A Plan is one change of the package: the repair of one or more findings.
type Plan struct {
	Findings    []int // indexes in Input.Findings
	Message     string
	raw         map[*ast.File][]text.Edit
	Hunks       map[*ast.File][]text.Edit // whole lines, as gofmt prints them; set by Format
	Bad         bool                      // the plan contradicts another one, or does not parse
	SeveralMaps bool                      // it guards maps that are changed together
}

// NewPlan returns an empty plan.
func NewPlan(message string) *Plan {
	return &Plan{Message: message, raw: map[*ast.File][]text.Edit{}}
}

// Add adds edits to a plan; edits at one position apply in the order in which they are
// added. An edit of the imports is added once.
func (pl *Plan) Add(f *ast.File, es ...text.Edit) {
	for _, e := range es {
		if !isImport(f, e) || !slices.Contains(pl.raw[f], e) {
			pl.raw[f] = append(pl.raw[f], e)
		}
	}
}

// isImport reports whether an edit changes the imports of a file.
func isImport(f *ast.File, e text.Edit) bool {
	n := len(f.Imports)
	return e.Pos < f.Decls[0].Pos() || n > 0 && e.Pos <= f.Imports[n-1].End()+1
}

// Repairs reports whether the plan repairs all of some findings.
func (pl *Plan) Repairs(findings []int) bool {
	return !slices.ContainsFunc(findings, func(i int) bool { return !slices.Contains(pl.Findings, i) })
}
