// Package fix makes suggested fixes of findings: edits after which a map is
// accessed under its guard, or leaves its critical section as a copy.
//
// A fix is offered only if its form is known to be right: the critical section
// holds no blocking operation, no callback and no call that takes a lock; it
// gives the lock up on every way out; the text is what gofmt prints. Where no
// such form exists there is no fix. Fixes are made for a whole package at a
// time, so that what two findings share, a function's critical section or the
// declaration of a guard, is one plan with one text.
//
// A fixer is a file with a function that turns a finding into a plan, and a row
// in the table fixers. What a function may do under a lock is in effects.go,
// how statements come under a lock in section.go and hoist.go.
package fix

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Input is a package with its findings.
type Input struct {
	Fset     *token.FileSet
	Files    []*ast.File
	Pkg      *types.Package
	Info     *types.Info
	Go       string   // the Go version of the module, "go1.21"; "" if not known
	Ignored  []string // files of the package for other systems
	ReadFile func(name string) ([]byte, error)
	Uses     []summary.Use
	Findings []conflict.Finding

	// Generated reports whether a file is written by a program.
	Generated func(*ast.File) bool

	// Inspector is that of Files, nil if none has been made yet.
	Inspector *inspector.Inspector
}

// A Plan is one change of the package: the repair of one or more findings.
type Plan struct {
	Findings []int // indexes in Input.Findings
	Message  string
	raw      map[*ast.File][]edit
	hunks    map[*ast.File][]edit // raw, formatted
	bad      bool                 // does not go together with an earlier plan
	several  bool                 // guards several maps that are changed together
}

// A fixer names the change that would repair a finding, "" if it knows none,
// and makes it, nil if it has no safe form. Findings of one key have one plan.
type fixer func(p *planner, f *conflict.Finding) (key string, make func() *Plan)

// fixers holds the fixers of a category, the one to prefer first.
func fixers(c conflict.Category) []fixer {
	switch c {
	case conflict.WriteWrite, conflict.ReadWrite, conflict.RangeWrite:
		return []fixer{copyIterated, swapLock, guardWhole, useGuard, guardCallers, upgrade, cloneGiven, takeHeld, declareGuard}
	case conflict.SharedCopy:
		return []fixer{ownMap, swapLock, useGuard}
	case conflict.FrozenWrite:
		return []fixer{cloneTaken}
	case conflict.RLockWrite:
		return []fixer{upgrade}
	case conflict.LockLeak:
		return []fixer{copyIterated, cloneResult, cloneField}
	case conflict.LostUpdate:
		return []fixer{extend, lookAgain}
	case conflict.MixedAtomic:
		return []fixer{atomicOps, atomicType}
	case conflict.RangeMutate:
		return []fixer{rangeKeys}
	}
	return nil
}

// Propose returns the plans for the findings, in the order of these. No two
// plans touch the same lines.
func Propose(in Input) []*Plan {
	if len(in.Findings) == 0 {
		return nil
	}
	p := newPlanner(in)
	byKey := map[string]*Plan{}
	var plans []*Plan
	for i := range in.Findings {
		f := &in.Findings[i]
		if f.Access.Pos.Text != "" && !f.Indirect || f.Stripe || f.Beside || len(f.Alike) > 0 {
			continue // in another package; no lock is surely the right one; one place of many
		}
		for _, fixer := range fixers(f.Category) {
			key, make := fixer(p, f)
			if key == "" {
				continue
			}
			plan, made := byKey[key]
			if !made {
				plan = p.attempt(make)
				if byKey[key] = plan; plan != nil {
					plans = append(plans, plan)
				}
			}
			if plan != nil {
				plan.Findings = append(plan.Findings, i)
				break
			}
		}
	}
	return p.render(plans)
}

// Fix returns the plan as go/analysis has it, file by file; files are those of the
// package.
func (pl *Plan) Fix(files []*ast.File) analysis.SuggestedFix { return Join([]*Plan{pl}, files) }

// Join returns plans that go together as one fix.
func Join(plans []*Plan, files []*ast.File) analysis.SuggestedFix {
	var messages []string
	for _, pl := range plans {
		if !slices.Contains(messages, pl.Message) {
			messages = append(messages, pl.Message)
		}
	}
	fix := analysis.SuggestedFix{Message: strings.Join(messages, ", ")}
	for _, f := range files {
		var hunks []edit
		for _, pl := range plans {
			for _, h := range pl.hunks[f] {
				if !slices.Contains(hunks, h) {
					hunks = append(hunks, h)
				}
			}
		}
		slices.SortStableFunc(hunks, func(a, b edit) int { return cmp.Compare(a.pos, b.pos) })
		for _, h := range hunks {
			fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: h.pos, End: h.end, NewText: []byte(h.text)})
		}
	}
	return fix
}

// Repairs reports whether the plan repairs all of some findings.
func (pl *Plan) Repairs(findings []int) bool {
	return !slices.ContainsFunc(findings, func(i int) bool { return !slices.Contains(pl.Findings, i) })
}
