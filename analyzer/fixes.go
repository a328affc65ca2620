package analyzer

import (
	"fmt"
	"go/token"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/fix"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/handover"
	"github.com/mapconcur/mapconcur/internal/program"
)

// maxTrials is how often the fixes of one package are tried. Fixes that fail together are
// tried again in smaller groups.
const maxTrials = 30

// maxAlternatives is how many alternative fixes of one package are tried.
const maxAlternatives = 10

// A repairer makes and tries the fixes of a package.
type repairer struct {
	cfg    *Config
	pass   *analysis.Pass
	stated map[string]guard.Statement
	all    []conflict.Finding // those to repair, and those that are not reported
	head   []int              // for each of in.Findings, the index of the finding that reports it
	in     fix.Input
}

// fixes returns the suggested fixes of each finding. The findings are some of r.all. Each
// fix was tried: the changed package compiles, lacks the findings that the fix repairs and
// has no new ones. The first fix of a finding repairs as many accesses of its cause as can
// be repaired.
func (r *repairer) fixes(uses []effect.RootAccess, findings []conflict.Finding) (out [][]analysis.SuggestedFix) {
	out = make([][]analysis.SuggestedFix, len(findings))
	if r.cfg.NoFixes || len(findings) == 0 || isReleased(r.pass) {
		return out // files in the module cache are not edited
	}
	defer func() {
		if err := recover(); err != nil { // a finding without its fix is better than none
			r.cfg.failed(r.pass, "there are no fixes in this package", err)
			out = make([][]analysis.SuggestedFix, len(findings))
		}
	}()
	r.in = fix.Input{
		Fset: r.pass.Fset, Files: r.pass.Files, Pkg: r.pass.Pkg, Info: r.pass.TypesInfo,
		Ignored: r.pass.IgnoredFiles, ReadFile: r.pass.ReadFile, Uses: uses, Generated: isGenerated,
	}
	r.in.Inspector, _ = r.pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	r.separate(findings)
	if r.pass.Module != nil && r.pass.Module.GoVersion != "" {
		r.in.Go = "go" + strings.TrimPrefix(r.pass.Module.GoVersion, "go")
	}
	plans := r.tried(fix.Propose(r.in))
	for i, of := range r.byHead(plans, len(findings)) {
		if len(of) > 0 {
			f := fix.Join(of, r.in.Files)
			if n, all := r.repaired(of, i), len(r.members(i)); n < all {
				f.Message += fmt.Sprintf(" in %d of %d places", n, all)
			}
			out[i] = append(out[i], f)
		}
	}
	if r.cfg.NoAlternatives {
		return out
	}
	for i, of := range r.byHead(r.alternatives(plans), len(findings)) {
		for _, alt := range of {
			if alt.Repairs(r.members(i)) {
				out[i] = append(out[i], fix.Join([]*fix.Plan{alt}, r.in.Files))
			}
		}
	}
	return out
}

// separate fills in.Findings: each access of a cause becomes its own finding. A finding that
// only tests bring about stays one: it stands for many places.
func (r *repairer) separate(findings []conflict.Finding) {
	for i := range findings {
		r.in.Findings, r.head = append(r.in.Findings, findings[i]), append(r.head, i)
		if findings[i].ByTest {
			continue
		}
		r.in.Findings[len(r.in.Findings)-1].Alike = nil
		for _, f := range findings[i].Alike {
			r.in.Findings, r.head = append(r.in.Findings, f), append(r.head, i)
		}
	}
}

// members returns the indexes in in.Findings of the findings that the reported finding with
// index head stands for.
func (r *repairer) members(head int) (out []int) {
	for i, h := range r.head {
		if h == head {
			out = append(out, i)
		}
	}
	return out
}

// repaired counts the findings of one cause that the plans repair.
func (r *repairer) repaired(plans []*fix.Plan, head int) (n int) {
	for _, i := range r.members(head) {
		if slices.ContainsFunc(plans, func(p *fix.Plan) bool { return slices.Contains(p.Findings, i) }) {
			n++
		}
	}
	return n
}

// byHead lists, for each of n reported findings, the plans that repair a part of it.
func (r *repairer) byHead(plans []*fix.Plan, n int) [][]*fix.Plan {
	out := make([][]*fix.Plan, n)
	for _, plan := range plans {
		for _, i := range plan.Findings {
			if h := r.head[i]; !slices.Contains(out[h], plan) {
				out[h] = append(out[h], plan)
			}
		}
	}
	return out
}

// tried returns the plans that improve the package: all of them, or the groups that do so
// separately. Plans that caused a failure are tried separately from the others.
func (r *repairer) tried(plans []*fix.Plan) []*fix.Plan {
	trials := 0
	var good []*fix.Plan
	var try func(plans []*fix.Plan)
	try = func(plans []*fix.Plan) {
		if trials++; len(plans) == 0 || trials > maxTrials {
			return
		}
		all := slices.Concat(good, plans)
		ok, blamed := r.improves(all)
		if ok {
			good = all
			return
		}
		rest := slices.DeleteFunc(slices.Clone(plans), func(pl *fix.Plan) bool { return blamed[pl] })
		guilty := slices.DeleteFunc(slices.Clone(plans), func(pl *fix.Plan) bool { return !blamed[pl] })
		switch n := len(plans) / 2; {
		case len(rest) > 0 && len(guilty) == 1:
			try(rest)
		case len(rest) > 0 && len(guilty) > 1:
			try(rest)
			try(guilty)
		case n > 0:
			try(plans[:n])
			try(plans[n:])
		}
	}
	try(plans)
	return good
}

// alternatives returns other ways to repair the findings of some plans, each tried
// separately. They come after the plans, since drivers apply the first fix of a finding.
func (r *repairer) alternatives(plans []*fix.Plan) []*fix.Plan {
	alts := fix.Alternatives(r.in, plans)
	return slices.DeleteFunc(alts[:min(len(alts), maxAlternatives)], func(alt *fix.Plan) bool {
		ok, _ := r.improves([]*fix.Plan{alt})
		return !ok
	})
}

// improves reports whether the package compiles with some plans applied, and has only
// those findings about maps that the plans do not repair. If not, blamed holds the plans
// that may be the cause: a plan for a finding that is still there, or for the map or in the
// function of a new finding.
func (r *repairer) improves(plans []*fix.Plan) (ok bool, blamed map[*fix.Plan]bool) {
	changed, ok := fix.Changed(r.in, plans)
	if !ok {
		return false, nil
	}
	pkg, uses := analyze(r.pass, program.Source{
		Fset: changed.Fset, Files: changed.Files, Pkg: changed.Pkg, Info: changed.Info,
	})
	count := map[cause]int{}
	for f := range apart(r.all) {
		count[causeOf(r.in.Fset, f)]++
	}
	about := r.about(plans)
	for _, p := range plans {
		for _, i := range p.Findings {
			count[causeOf(r.in.Fset, &r.in.Findings[i])]--
		}
	}
	ok, blamed = true, map[*fix.Plan]bool{}
	given := handover.Of(pkg.Flows)
	for f := range apart(find(pkg, guard.ByVariable(uses, given.Leaks(), pkg.FieldGuard), given, r.stated, nil)) {
		c := causeOf(changed.Fset, f)
		if f.Category == conflict.MixedAtomic && about[f.Access.Key()] == nil {
			continue // this finding about a scalar shows only once its map is repaired
		}
		if count[c]--; count[c] >= 0 {
			continue
		}
		ok = false
		suspects := about[c]
		if suspects == nil {
			suspects = slices.Concat(about[f.Access.Key()], about[cause{file: c.file, fn: c.fn}])
		}
		for _, p := range suspects {
			blamed[p] = true
		}
	}
	return ok, blamed
}

// apart yields all findings, including each one that another finding stands for.
func apart(list []conflict.Finding) iter.Seq[*conflict.Finding] {
	return func(yield func(*conflict.Finding) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
			for j := range list[i].Alike {
				if !yield(&list[i].Alike[j]) {
					return
				}
			}
		}
	}
}

// about indexes plans by the causes of their findings, by the keys of their maps or
// scalars, and by their functions.
func (r *repairer) about(plans []*fix.Plan) map[any][]*fix.Plan {
	out := map[any][]*fix.Plan{}
	for _, p := range plans {
		for _, i := range p.Findings {
			f := &r.in.Findings[i]
			c := causeOf(r.in.Fset, f)
			for _, k := range []any{c, f.Access.Key(), cause{file: c.file, fn: c.fn}} {
				if k != "" {
					out[k] = append(out[k], p)
				}
			}
		}
	}
	return out
}

// A cause identifies a finding independently of its line, so that it stays the same when
// other lines change.
type cause struct {
	category           conflict.Category
	file, fn, expr, op string
}

func causeOf(fset *token.FileSet, f *conflict.Finding) cause {
	return cause{
		category: f.Category, file: fset.File(f.At).Name(), fn: f.Access.Func, expr: f.Access.Expr, op: f.Access.Op.Noun(),
	}
}
