package analyzer

import (
	_ "embed"
	"go/ast"
	"go/build"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/candidate"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/detect"
	"github.com/mapconcur/mapconcur/internal/directive"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/handover"
	"github.com/mapconcur/mapconcur/internal/judge"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/origin"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/report"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Config is the settings of an analyzer. The zero Config is the default.
type Config struct {
	// Checks selects the categories to report.
	Checks Checks

	// Confidence is the lowest confidence of the findings to report.
	Confidence Confidence

	// NoFixes leaves out suggested fixes. Each fix is tried by another analysis of the
	// package.
	NoFixes bool

	// NoAlternatives leaves out all fixes of a finding but the first, for drivers that
	// do not let the user choose.
	NoAlternatives bool

	// SkipTests leaves out findings in test files, and those that only test files
	// bring about.
	SkipTests bool

	// Related attaches the positions of the other accesses to each diagnostic. Editors
	// show them. Go vet prints each as its own line and golangci-lint as its own issue,
	// though the message already names the place.
	Related bool

	// Trace attaches, as related places, the steps by which two threads come to the two
	// accesses: where each thread starts, the calls, the locks that are held.
	Trace bool

	// Apart reports each access separately, instead of one finding for each cause, since
	// editors mark every access.
	Apart bool

	// ShowCategory ends each message with its category in parentheses, for drivers that
	// print nothing but the message.
	ShowCategory bool

	// Sole says that the process analyzes one package and does nothing else with it. The
	// analyzer then requires no inspector (see package syntax), and unless fixes are
	// wanted it releases the syntax and the types as soon as it has read them.
	Sole bool

	// FactsOnly leaves out all diagnostics, and what is not needed for the facts of the
	// package.
	FactsOnly bool

	// Explain adds a diagnostic for each shared map with its guard, for each access to it
	// with the threads that reach it, and for each pair of accesses that is not reported,
	// with the reason. It is for debugging.
	Explain bool

	// Inventory adds one diagnostic to each package, of category "inventory", whose
	// message is a JSON object with all shared maps. The command makes its report of
	// them. They are a diagnostic because go vet caches and prints only diagnostics.
	Inventory bool

	// Link adds one diagnostic to each package, of category "link", whose message is the
	// record that the link step of the command joins with those of other packages.
	Link bool

	// Rules adds one diagnostic to each package, of category "rules", whose message is a
	// JSON list. It says how often each rule applied, and how often that rule alone
	// decided whether a finding is reported. The command adds up these numbers.
	Rules bool
}

// Analyzer is the analyzer with default settings.
var Analyzer = New(Config{})

// pageURL is a page of the repository with a section for each category: see [conflict.Category.Anchor].
const pageURL = "https://github.com/mapconcur/mapconcur/blob/main/docs/checks.md"

//go:embed doc.go
var docFile string

// New returns a new analyzer. The settings in cfg are the defaults of its flags. Two
// analyzers share nothing.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:      "mapconcur",
		Doc:       doc(),
		URL:       pageURL,
		Run:       cfg.run,
		FactTypes: []analysis.Fact{new(effect.Fact)},
	}
	if !cfg.Sole { // no other analyzer would share the inspector
		a.Requires = []*analysis.Analyzer{inspect.Analyzer}
	}
	a.Flags.Var(&cfg.Checks, "checks", "categories to report: a `list` such as read-write,lock-leak, or -lock-leak for all others")
	a.Flags.Var(&cfg.Confidence, "confidence", "report what is at least this `certain`: proved, likely (the default) or possible")
	a.Flags.Var((*inverted)(&cfg.NoFixes), "fixes", "look for fixes, which takes time where something is found (default true)")
	a.Flags.Var((*inverted)(&cfg.SkipTests), "tests", "report what is in test files, or found only because of them (default true)")
	a.Flags.BoolVar(&cfg.Related, "related", cfg.Related, "print the positions of the other accesses")
	a.Flags.BoolVar(&cfg.Trace, "trace", cfg.Trace, "print how two goroutines reach the two accesses, and the locks they hold on the way")
	a.Flags.BoolVar(&cfg.Apart, "apart", cfg.Apart, "report each access that lacks a lock separately, not one finding for each cause")
	a.Flags.BoolVar(&cfg.Explain, "explain", cfg.Explain, "print what guards each shared map and why accesses are silent; =rules counts reasons")
	a.Flags.BoolVar(&cfg.Rules, "rules", cfg.Rules, "count which rules decided, as data for other programs")
	a.Flags.BoolVar(&cfg.Link, "record", cfg.Link, "report what the link step needs to know, as data for other programs")
	a.Flags.BoolVar(&cfg.Inventory, "inventory", cfg.Inventory, "report all shared maps, as data for other programs")
	return a
}

// doc returns the first section of the package comment, which describes the analyzer.
func doc() string {
	_, text, _ := strings.Cut(docFile, "// mapconcur: ")
	text, _, _ = strings.Cut(text, "\n// # ")
	return strings.TrimSpace(strings.NewReplacer("\n// ", "\n", "\n//", "\n").Replace(text))
}

// run analyzes one package. It returns no error and recovers from every panic: either
// would fail all packages that import this one, and in some drivers all other analyzers.
func (cfg *Config) run(pass *analysis.Pass) (_ any, _ error) {
	defer func() {
		if r := recover(); r != nil {
			cfg.failed(pass, "nothing is said of this package", r)
		}
	}()
	if !needsAnalysis(pass) || cfg.SkipTests && onlyTests(pass) {
		return nil, nil
	}
	in := program.Source{
		Fset:  pass.Fset,
		Files: pass.Files,
		Pkg:   pass.Pkg,
		Info:  pass.TypesInfo,
		Sole:  cfg.Sole && cfg.NoFixes,
	}
	in.Inspect, _ = pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	said := directive.Read(in.Fset, in.Files, in.Info, in.Inspect)
	pkg, uses := analyze(pass, in)
	out, rec := cfg.output(pass), cfg.record(pass)
	findings := cfg.findAndExport(pass, pkg, uses, said, out, rec)
	if cfg.FactsOnly {
		return nil, nil
	}
	if !cfg.Apart {
		findings = judge.ByCause(findings)
	}
	var wanted []conflict.Finding
	for _, f := range findings {
		if f, ok := f.Without(func(f conflict.Finding) bool { return said.Ignores(f) || !out.admits(f) }); ok {
			wanted = append(wanted, f)
		}
	}
	out.evidence(findings)
	out.rules(rec, findings, wanted)
	out.link(pkg, wanted, said)
	out.inventory(pkg, uses, said.Guards, wanted)
	out.cuts(pkg.Cuts())
	traces := out.traces(pkg, wanted)
	pkg = nil // trying the fixes takes as much memory again
	r := repairer{cfg: cfg, pass: pass, stated: said.Guards, all: findings}
	for i, fixes := range r.fixes(uses, wanted) {
		out.finding(wanted[i], fixes, traces[i])
	}
	out.problems(append(said.Problems, said.Stale()...))
	return nil, nil
}

// findAndExport returns the findings in the package and exports its facts, even if the
// search for findings panics. The facts say which accesses the package reports, so that
// the packages that import it do not report them again. The user never sees what a release
// of another module reports.
func (cfg *Config) findAndExport(pass *analysis.Pass, pkg *summary.Package, uses []effect.RootAccess, said *directive.Set, out *output, rec *ledger.Record) (findings []conflict.Finding) {
	var guards []effect.FieldGuard
	defer func() {
		reported := map[effect.Pos]bool{}
		if !isReleased(pass) {
			reported = judge.Reported(findings, func(f conflict.Finding) bool { return out.admits(f) || said.Ignores(f) })
		}
		pkg.Facts(uses, guards, func(p effect.Pos) bool { return reported[p] }, func(owner *types.TypeName, fact *effect.Fact) {
			if owner != nil {
				pass.ExportObjectFact(owner, fact)
			} else {
				pass.ExportPackageFact(fact)
			}
		})
	}()
	given := handover.Of(pkg.Flows)
	vars := guard.ByVariable(uses, given.Leaks(), pkg.FieldGuard)
	guards = vars.FieldGuards(pkg.Types.Path(), said.Guards)
	if cfg.FactsOnly && isReleased(pass) {
		return nil
	}
	return find(pkg, vars, given, said.Guards, rec)
}

// isReleased reports whether the package is of a released version of a module, which is in
// the module cache or below vendor.
func isReleased(pass *analysis.Pass) bool { return pass.Module != nil && pass.Module.Version != "" }

// analyze summarizes a package: the one of the pass, or a changed form of it.
func analyze(pass *analysis.Pass, in program.Source) (*summary.Package, []effect.RootAccess) {
	facts := newImporter(pass)
	in.Import, in.FieldGuard = facts.summary, facts.fieldGuard
	pkg := summary.Analyze(in)
	return pkg, pkg.RootAccesses()
}

// find returns the findings in a package.
func find(pkg *summary.Package, vars *guard.Variables, given *handover.Survey, stated map[string]guard.Statement, rec *ledger.Record) []conflict.Finding {
	groups := candidate.All(candidate.Facts{
		Scopes: pkg.SpawnScopes(), Variables: vars, Stated: stated, TakesAll: pkg.TakesAll,
		Collections: candidate.Collections{Registries: detect.Registries(pkg.Flows), State: detect.PackageState(pkg.Flows), PerObject: detect.PerObjectAccesses(pkg.Flows)},
		Callbacks:   detect.CallbackWrites(pkg.Flows),
		Frozen:      detect.FrozenWrites(pkg.Flows),
		Gifts:       given.Gifts(),
		LostUpdates: detect.LostUpdates(pkg.Flows),
		SharedMaps:  detect.SharedMaps(pkg.Flows),
		Insertions:  detect.RangeInsertions(pkg.Flows),
		Internals:   detect.RuntimeInternals(pkg.Flows),
	})
	findings := judge.Merge(pkg.Compare, judge.Decide(groups, rec))
	return judge.Unreported(findings, rec)
}

// record returns the record of the pairs that are not reported, nil if nobody asked for it.
func (cfg *Config) record(pass *analysis.Pass) *ledger.Record {
	if !cfg.Explain && !cfg.Rules {
		return nil
	}
	if !cfg.Explain {
		return ledger.NewRecord(nil, true)
	}
	explain := func(f conflict.Finding, vetoes []ledger.Rule) { pass.Report(report.Silent(pass.Fset, f, vetoes)) }
	return ledger.NewRecord(explain, cfg.Rules)
}

// needsAnalysis reports whether the user owns the package, or whether it is of another
// module and its callers need its facts.
func needsAnalysis(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return false
	}
	var m analysis.Module
	if pass.Module != nil {
		m = *pass.Module
	}
	var files []string
	for _, f := range pass.Files {
		files = append(files, pass.Fset.Position(f.Package).Filename) // the original of a file that cgo rewrote
	}
	switch origin.Of(m.Path, m.Version, filepath.Dir(files[0]), build.Default.GOROOT) {
	case origin.Standard:
		return false
	case origin.Release:
		return origin.NeedsFacts(files, pass.ReadFile)
	}
	return true
}

// onlyTests reports whether the package consists of test files.
func onlyTests(pass *analysis.Pass) bool {
	return !slices.ContainsFunc(pass.Files, func(f *ast.File) bool { return !isTest(pass.Fset, f.FileStart) })
}
