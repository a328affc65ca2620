package fix

import (
	"go/ast"
	"go/types"
	"maps"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// A planner is what the fixers of one package share: the facts about it, and what
// the plans so far have decided.
type planner struct {
	*pack
	*locks
	*effects
	*accesses
	*decisions
	Findings []conflict.Finding
}

func newPlanner(in Input) *planner {
	in2 := in.Inspector
	if in2 == nil {
		in2 = inspector.New(in.Files)
	}
	src := &source{
		tree: newTree(in2), Fset: in.Fset, Files: in.Files, Pkg: in.Pkg,
		ignored: in.Ignored, generated: in.Generated, readFile: in.ReadFile, contents: map[*ast.File][]byte{},
	}
	p := newPack(src, in.Info, in.Go)
	l := &locks{pack: p}
	return &planner{
		pack: p, locks: l, effects: newEffects(l), accesses: newAccesses(p, in.Uses, in.Findings),
		decisions: newDecisions(in.Pkg), Findings: in.Findings,
	}
}

// decisions are what the plans of a package have taken: no other plan may take it too.
type decisions struct {
	*nameSet
	fields map[*types.TypeName][]string // new fields of a struct type
	covers map[covered][]edit           // new critical sections
	owners map[covered]string           // the plan that covers all accesses to a map
}

func newDecisions(pkg *types.Package) *decisions {
	return &decisions{
		nameSet: &nameSet{pkg: pkg, taken: map[ast.Node]map[string]bool{}},
		fields:  map[*types.TypeName][]string{}, covers: map[covered][]edit{}, owners: map[covered]string{},
	}
}

// attempt makes a plan. One that fails, or is of files that nobody edits, leaves
// no trace of what it would have covered.
func (p *planner) attempt(make func() *Plan) *Plan {
	covers, owners := maps.Clone(p.covers), maps.Clone(p.owners)
	plan := make()
	if plan == nil || !p.editable(plan) {
		p.covers, p.owners = covers, owners
		return nil
	}
	return plan
}

// editable reports whether people edit all files of a plan.
func (p *planner) editable(pl *Plan) bool {
	for f := range pl.raw {
		if !p.edited(f) {
			return false
		}
	}
	return len(pl.raw) > 0
}
