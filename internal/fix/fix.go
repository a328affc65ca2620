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
	"go/version"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
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

// planner holds what the fixers of one package share.
type planner struct {
	Input
	parent  map[ast.Node]ast.Node
	decls   map[*types.Func]*ast.FuncDecl
	funcs   []*types.Func // of decls, in the order of the source
	effects map[*types.Func]*sideEffect
	calls   map[*types.Func][]site             // of the functions of decls, once needed
	uses    map[token.Pos][]*effect.RootAccess // by the position of the access
	racing  map[token.Pos]bool                 // accesses of all findings
	names   map[ast.Node]map[string]bool       // new names in a function
	fields  map[*types.TypeName][]string       // new fields of a struct type
	covers  map[covered][]edit                 // new critical sections
	owners  map[covered]string                 // the plan that covers all accesses to a map
	source  map[*ast.File][]byte
	known   map[*types.Var]map[*types.Func]bool // the precedents of a lock

	// under is the lock under which precedents count as quick, if there is one:
	// those of readers alone if reading is set.
	under   *types.Var
	reading bool
	// dropped is the lock whose calls do not count, since they are to go.
	dropped *types.Var
}

func newPlanner(in Input) *planner {
	p := &planner{
		Input:   in,
		parent:  map[ast.Node]ast.Node{},
		decls:   map[*types.Func]*ast.FuncDecl{},
		effects: map[*types.Func]*sideEffect{},
		uses:    map[token.Pos][]*effect.RootAccess{},
		racing:  map[token.Pos]bool{},
		names:   map[ast.Node]map[string]bool{},
		fields:  map[*types.TypeName][]string{},
		covers:  map[covered][]edit{},
		owners:  map[covered]string{},
		source:  map[*ast.File][]byte{},
		known:   map[*types.Var]map[*types.Func]bool{},
	}
	for i := range in.Uses {
		u := &in.Uses[i]
		if u.Pos.Text == "" && u.Scalar == effect.NotScalar {
			p.uses[u.Pos.At()] = append(p.uses[u.Pos.At()], u)
		}
	}
	for i := range in.Findings {
		for _, it := range in.Findings[i].Racing {
			p.racing[it.Pos.At()] = true
		}
	}
	for _, f := range in.Files {
		p.index(f)
	}
	return p
}

// inTest reports whether a position lies in a test file.
func (p *planner) inTest(pos token.Pos) bool {
	return strings.HasSuffix(p.Fset.File(pos).Name(), "_test.go")
}

// index notes the parents of all nodes of a file and its functions.
func (p *planner) index(f *ast.File) {
	var stack []ast.Node
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if len(stack) > 0 {
			p.parent[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		return true
	})
	for _, d := range f.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok {
			if fn, ok := p.Info.Defs[fd.Name].(*types.Func); ok {
				p.decls[fn] = fd
				p.funcs = append(p.funcs, fn)
			}
		}
	}
}

// editable reports whether people edit all files of a plan: none is generated
// or goes through cgo, whose positions are of another file.
func (p *planner) editable(pl *Plan) bool {
	for f := range pl.raw {
		raw := p.Fset.File(f.FileStart)
		if p.Generated(f) || p.Fset.Position(f.Package).Filename != raw.Name() || importsC(f) {
			return false
		}
		if p.text(f) == nil {
			return false
		}
	}
	return len(pl.raw) > 0
}

func importsC(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` })
}

// text returns the source of a file, nil if it is not the one that was parsed.
func (p *planner) text(f *ast.File) []byte {
	if src, ok := p.source[f]; ok {
		return src
	}
	tf := p.Fset.File(f.FileStart)
	src, err := p.ReadFile(tf.Name())
	if err != nil || len(src) != tf.Size() {
		src = nil
	}
	p.source[f] = src
	return src
}

// atLeast reports whether a file may use what Go has since a version.
func (p *planner) atLeast(f *ast.File, v string) bool {
	have := p.Info.FileVersions[f]
	if have == "" {
		have = p.Go
	}
	return have == "" || version.Compare(version.Lang(have), v) >= 0
}
