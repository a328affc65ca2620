package analyzer

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// maxTrials bounds how often the fixes of one package are tried, in smaller and
// smaller parts, when they are not right together.
const maxTrials = 30

// fixes returns the suggested fixes of each finding. Each was tried: the
// package that it leads to compiles, lacks the findings that the fix repairs
// and has no others.
func (cfg *Config) fixes(pass *analysis.Pass, uses []summary.Use, findings []conflict.Finding) (out [][]analysis.SuggestedFix) {
	out = make([][]analysis.SuggestedFix, len(findings))
	if len(findings) == 0 || pass.Module != nil && pass.Module.Version != "" {
		return out // nobody edits what is in the module cache
	}
	defer func() {
		if recover() != nil { // a finding without its fix is better than none
			out = make([][]analysis.SuggestedFix, len(findings))
		}
	}()
	in := fix.Input{
		Fset: pass.Fset, Files: pass.Files, Pkg: pass.Pkg, Info: pass.TypesInfo,
		Ignored: pass.IgnoredFiles, ReadFile: pass.ReadFile, Uses: uses, Findings: findings,
	}
	if pass.Module != nil && pass.Module.GoVersion != "" {
		in.Go = "go" + strings.TrimPrefix(pass.Module.GoVersion, "go")
	}
	for _, plan := range tried(pass, &in, fix.Propose(in)) {
		if cfg.OneFix && !plan.Within(findings) {
			continue
		}
		for _, i := range plan.Findings {
			out[i] = []analysis.SuggestedFix{plan.Fix()}
		}
	}
	return out
}

// tried returns the plans that lead to a better package: all of them, or the
// halves that do so by themselves.
func tried(pass *analysis.Pass, in *fix.Input, plans []*fix.Plan) []*fix.Plan {
	trials := 0
	var good []*fix.Plan
	var try func(plans []*fix.Plan)
	try = func(plans []*fix.Plan) {
		if trials++; len(plans) == 0 || trials > maxTrials {
			return
		}
		if all := slices.Concat(good, plans); improves(pass, in, all) {
			good = all
		} else if n := len(plans) / 2; n > 0 {
			try(plans[:n])
			try(plans[n:])
		}
	}
	try(plans)
	return good
}

// improves reports whether the package with some plans applied compiles and
// has those findings alone that the plans do not repair.
func improves(pass *analysis.Pass, in *fix.Input, plans []*fix.Plan) bool {
	changed, ok := in.Changed(plans)
	if !ok {
		return false
	}
	_, _, left := find(pass, summary.Input{
		Fset: changed.Fset, Files: changed.Files, Pkg: changed.Pkg, Info: changed.Info, Inspect: inspector.New(changed.Files),
	}, nil)
	count := map[cause]int{}
	for i := range in.Findings {
		count[causeOf(in.Fset, &in.Findings[i])]++
	}
	for _, p := range plans {
		for _, i := range p.Findings {
			count[causeOf(in.Fset, &in.Findings[i])]--
		}
	}
	for i := range left {
		c := causeOf(changed.Fset, &left[i])
		if count[c]--; count[c] < 0 {
			return false
		}
	}
	return true
}

// cause says what a finding is about in words that a change of other lines
// leaves alone.
type cause struct {
	category           conflict.Category
	file, fn, expr, op string
}

func causeOf(fset *token.FileSet, f *conflict.Finding) cause {
	return cause{
		category: f.Category, file: fset.File(f.At).Name(), fn: f.Access.Func, expr: f.Access.Expr, op: f.Access.Op.Noun(),
	}
}
