package analyzer

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/callpath"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/directive"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/record"
	"github.com/mapconcur/mapconcur/internal/report"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// An output reports the diagnostics that the settings ask for.
type output struct {
	cfg       *Config
	pass      *analysis.Pass
	generated map[*token.File]bool
}

func (cfg *Config) output(pass *analysis.Pass) *output {
	o := &output{cfg: cfg, pass: pass, generated: map[*token.File]bool{}}
	for _, f := range pass.Files {
		o.generated[pass.Fset.File(f.FileStart)] = isGenerated(f)
	}
	return o
}

// admits reports whether the settings ask for a finding.
func (o *output) admits(f conflict.Finding) bool {
	if !o.wants(f.Category, f.At) || !o.cfg.Confidence.admits(f.Certainty()) {
		return false
	}
	if m := o.pass.Module; f.Category == conflict.MapInternals && m != nil && m.Path == "std" {
		return false // the standard library is released with the runtime, or is a part of it
	}
	return !o.cfg.SkipTests || !o.dependsOnTest(f)
}

// dependsOnTest reports whether only test files bring a finding about: they have its other
// access, or the start of its goroutine.
func (o *output) dependsOnTest(f conflict.Finding) bool {
	return f.ByTest || o.inTest(f.Other.Pos.At()) || f.Thread != nil && o.inTest(f.Thread.Pos.At())
}

// traces returns the paths to the accesses of each finding, none unless the settings ask for
// them.
func (o *output) traces(pkg *summary.Package, findings []conflict.Finding) [][]effect.Path {
	out := make([][]effect.Path, len(findings))
	if !o.cfg.Trace {
		return out
	}
	var sides []effect.ScopedAccess
	var of []int // the finding of each side
	for i := range findings {
		for _, side := range report.Sides(o.pass.Fset, &findings[i]) {
			sides, of = append(sides, side), append(of, i)
		}
	}
	for i, path := range callpath.Paths(pkg, sides) {
		if len(path) > 0 {
			out[of[i]] = append(out[of[i]], path)
		}
	}
	return out
}

// finding reports a finding with its fixes and the paths to its accesses.
func (o *output) finding(f conflict.Finding, fixes []analysis.SuggestedFix, paths []effect.Path) {
	d := report.Diagnostic(o.pass.Fset, f)
	d.SuggestedFixes = fixes
	if !o.cfg.Related {
		d.Related = nil
	}
	d.Related = append(d.Related, report.Trace(o.pass.Fset, &f, paths)...)
	o.report(d)
}

// evidence reports under -explain what each finding rests on and what raises a doubt about
// it, whether it is reported or not.
func (o *output) evidence(findings []conflict.Finding) {
	if !o.cfg.Explain {
		return
	}
	for i := range findings {
		o.pass.Report(report.Evident(o.pass.Fset, findings[i]))
	}
}

// RulesCategory is the category of the diagnostic that says how often each rule applied.
const RulesCategory = "rules"

// rules reports how often each rule applied, as JSON. All holds the findings before the
// settings and the directives leave any out.
func (o *output) rules(rec *ledger.Record, all, reported []conflict.Finding) {
	if !o.cfg.Rules {
		return
	}
	for f := range apart(all) {
		rec.Doubts(f, o.cfg.Confidence.admits)
	}
	rec.Reported(apart(reported))
	if data, err := json.Marshal(rec.Counts()); err == nil {
		o.pass.Report(analysis.Diagnostic{Pos: o.pass.Files[0].Package, Category: RulesCategory, Message: string(data)})
	}
}

// LinkCategory is the category of the diagnostic with the link record of a package.
const LinkCategory = "link"

// link reports the link record of the package, with the findings that are reported. A directive
// that silences what the module shows at a call is of use, whether the packages are linked or
// not.
func (o *output) link(pkg *summary.Package, findings []conflict.Finding, said *directive.Set) {
	if !o.cfg.Link && len(said.Stale()) == 0 {
		return
	}
	in := record.Input{Package: pkg, Findings: findings, Silent: func(p token.Pos) bool {
		ignored := said.IgnoresAt(p)
		return ignored || o.generated[o.pass.Fset.File(p)] || o.cfg.SkipTests && o.inTest(p)
	}}
	if o.pass.Module != nil {
		in.Module = o.pass.Module.Path
	}
	rec := record.Of(in)
	if o.cfg.Link {
		o.pass.Report(analysis.Diagnostic{Pos: o.pass.Files[0].Package, Category: LinkCategory, Message: rec.Encode()})
	}
}

// InventoryCategory is the category of the diagnostic with the inventory of a package.
const InventoryCategory = "inventory"

// inventory reports the shared maps of the package, as JSON or under -explain as text.
func (o *output) inventory(pkg *summary.Package, uses []effect.RootAccess, stated map[string]guard.Statement, findings []conflict.Finding) {
	if !o.cfg.Inventory && !o.cfg.Explain {
		return
	}
	maps := inventory.Build(inventory.Input{
		Path: o.pass.Pkg.Path(), Fset: o.pass.Fset, Files: o.pass.Files, Package: pkg, Uses: uses, Stated: stated, Findings: findings,
		Skip: func(p token.Pos) bool { return o.cfg.SkipTests && o.inTest(p) },
	})
	if o.cfg.Explain {
		for _, e := range maps.Explain() {
			o.pass.Report(analysis.Diagnostic{Pos: e.Pos, Category: explainCategory, Message: e.Text})
		}
	}
	if data, err := json.Marshal(maps); err == nil && o.cfg.Inventory {
		o.pass.Report(analysis.Diagnostic{Pos: o.pass.Files[0].Package, Category: InventoryCategory, Message: string(data)})
	}
}

// problems reports the problems of the directives.
func (o *output) problems(list []directive.Problem) {
	for _, p := range list {
		if o.wants(conflict.Directive, p.Pos) {
			o.report(analysis.Diagnostic{Pos: p.Pos, Category: string(conflict.Directive), Message: p.Message})
		}
	}
}

// wants reports whether the settings ask for diagnostics of a category at a position.
// Generated files have none, since nobody edits them by hand.
func (o *output) wants(c conflict.Category, at token.Pos) bool {
	skipped := o.generated[o.pass.Fset.File(at)] || o.cfg.SkipTests && o.inTest(at)
	return o.cfg.Checks.Has(string(c)) && !skipped
}

// report reports a diagnostic with the link to its category.
func (o *output) report(d analysis.Diagnostic) {
	if o.cfg.ShowCategory {
		d.Message += " (" + d.Category + ")"
	}
	d.URL = linkTo(conflict.Category(d.Category))
	o.pass.Report(d)
}

// linkTo returns the address of the documentation of a category.
func linkTo(c conflict.Category) string { return pageURL + "#" + c.Anchor() }

func (o *output) inTest(p token.Pos) bool { return isTest(o.pass.Fset, p) }

// isTest reports whether a position lies in a test file.
func isTest(fset *token.FileSet, p token.Pos) bool {
	return p.IsValid() && strings.HasSuffix(fset.PositionFor(p, false).Filename, "_test.go")
}

// generatedComment matches the comment by which the go command recognizes a generated
// file. Cgo writes one, too, above files that people wrote.
var generatedComment = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)

// isGenerated is like ast.IsGenerated, with two differences: a file that only cgo rewrote
// is not generated, and the comment may follow the package clause (tinylib/msgp).
func isGenerated(f *ast.File) bool {
	head := f.FileEnd
	if len(f.Decls) > 0 {
		head = f.Decls[0].Pos()
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < head && generatedComment.MatchString(c.Text) && !strings.Contains(c.Text, " by cmd/cgo;") {
				return true
			}
		}
	}
	return false
}
