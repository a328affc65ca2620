// Package fix makes suggested fixes of findings: edits after which a map is
// accessed under its guard, or leaves its critical section as a copy.
//
// A fix is offered only if its form is known to be right: the critical section
// contains no blocking operation, no callback and no call that takes a lock; it
// releases the lock on every way out; the text is what gofmt prints. Where no
// such form exists there is no fix. Fixes are made for a whole package at a
// time: what two findings share, such as a critical section or the declaration
// of a guard, is one plan with one text.
//
// Here are the table of fixers, by category, and the trial of a plan: the changed
// package has to compile. A fixer is a file with a function that turns a finding into
// a plan, in package hold, declare, clone or retype. The packages below it, in the
// order of their imports: text is the source and its edits, code is what the source
// means, repair is plans, section is critical sections.
package fix

import (
	"cmp"
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/clone"
	"github.com/mapconcur/mapconcur/internal/fix/declare"
	"github.com/mapconcur/mapconcur/internal/fix/hold"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/retype"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Input is a package with its findings.
type Input = repair.Input

// A Plan is one change of the package: the repair of one or more findings.
type Plan = repair.Plan

// A fixer returns a key for the change that would repair a finding, "" if it knows none,
// and a function that makes the plan, nil if the change has no safe form. Findings with
// the same key share one plan.
type fixer func(p *repair.Planner, f *conflict.Finding) (key string, make func() *Plan)

// fixers returns the fixers of a category, the preferred one first.
func fixers(c conflict.Category) []fixer {
	switch c {
	case conflict.WriteWrite, conflict.ReadWrite, conflict.RangeWrite:
		return []fixer{
			clone.Iterated, hold.Swap, hold.Whole, hold.Guard, hold.Callers, hold.Upgrade, clone.Given,
			declare.UseHeld, declare.Guard,
		}
	case conflict.SharedCopy:
		return []fixer{clone.SharedField, hold.Swap, hold.Guard}
	case conflict.FrozenWrite:
		return []fixer{clone.Taken}
	case conflict.RLockWrite:
		return []fixer{hold.Upgrade}
	case conflict.LockLeak:
		return []fixer{clone.Iterated, clone.Result, clone.Field}
	case conflict.LostUpdate:
		return []fixer{hold.Extend, hold.LookAgain}
	case conflict.MixedAtomic:
		return []fixer{retype.AtomicOps, retype.AtomicType}
	case conflict.RangeMutate:
		return []fixer{clone.RangeKeys}
	}
	return nil
}

// Propose returns the plans for the findings, in the order of the findings. No two plans
// change the same lines.
func Propose(in Input) []*Plan {
	if len(in.Findings) == 0 {
		return nil
	}
	p := repair.NewPlanner(in)
	byKey := map[string]*Plan{}
	var plans []*repair.Plan
	for i := range in.Findings {
		f := &in.Findings[i]
		if !repairable(f) {
			continue
		}
		for _, fixer := range fixers(f.Category) {
			key, make := fixer(p, f)
			if key == "" {
				continue
			}
			plan, made := byKey[key]
			if !made {
				plan = p.Attempt(make)
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
	return p.Render(plans)
}

// repairable reports whether a finding can have a fix: its access is in this package, the
// lock that is missing is known, and it does not stand for other findings too.
func repairable(f *conflict.Finding) bool {
	elsewhere := f.Access.Pos.Text != "" && !f.Indirect
	return !elsewhere && f.Kind != conflict.StripedLocks && len(f.Alike) == 0
}

// Join returns plans as one fix of go/analysis.
func Join(plans []*Plan, files []*ast.File) analysis.SuggestedFix {
	var messages []string
	for _, pl := range plans {
		if !slices.Contains(messages, pl.Message) {
			messages = append(messages, pl.Message)
		}
	}
	fix := analysis.SuggestedFix{Message: strings.Join(messages, ", ")}
	for _, f := range files {
		edits := hunks(plans, f)
		slices.SortStableFunc(edits, func(a, b text.Edit) int { return cmp.Compare(a.Pos, b.Pos) })
		for _, h := range edits {
			fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: h.Pos, End: h.End, NewText: []byte(h.Text)})
		}
	}
	return fix
}
