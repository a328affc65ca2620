package repair

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
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
	Uses     []effect.RootAccess
	Findings []conflict.Finding

	// Generated reports whether a file is written by a program.
	Generated func(*ast.File) bool

	// Inspector is that of Files, nil if none has been made yet.
	Inspector *inspector.Inspector
}

// A Planner is what the fixers of one package share: the facts about the package, and
// the decisions of the plans so far.
type Planner struct {
	*code.Package
	*code.Locks
	*code.Effects
	*code.Accesses
	*Decisions
	Findings []conflict.Finding
}

// NewPlanner returns a planner that has made no plan yet.
func NewPlanner(in Input) *Planner {
	src := text.NewSource(text.Source{
		Fset: in.Fset, Files: in.Files, Pkg: in.Pkg, Ignored: in.Ignored, ReadFile: in.ReadFile, Generated: in.Generated,
	}, in.Inspector)
	p := code.NewPackage(src, in.Info, in.Go)
	l := &code.Locks{Package: p}
	return &Planner{
		Package: p, Locks: l, Effects: code.NewEffects(l), Accesses: code.NewAccesses(p, in.Uses, in.Findings),
		Decisions: newDecisions(in.Pkg), Findings: in.Findings,
	}
}

// Attempt makes a plan, nil if there is none or if it changes a file that nobody edits.
// A failed plan reserves no critical sections.
func (p *Planner) Attempt(make func() *Plan) *Plan {
	covers, owners := maps.Clone(p.covers), maps.Clone(p.Owners)
	plan := make()
	if plan == nil || !p.CanEdit(plan) {
		p.covers, p.Owners = covers, owners
		return nil
	}
	return plan
}

// CanEdit reports whether people edit all files of a plan.
func (p *Planner) CanEdit(pl *Plan) bool {
	for f := range pl.raw {
		if !p.Editable(f) {
			return false
		}
	}
	return len(pl.raw) > 0
}
