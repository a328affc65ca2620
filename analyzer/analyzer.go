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

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/directive"
	"github.com/mapconcur/mapconcur/internal/origin"
	"github.com/mapconcur/mapconcur/internal/report"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Config holds the settings of an analyzer. The zero Config is the default.
type Config struct {
	// Checks selects the categories that are reported.
	Checks Checks

	// Confidence is the least certainty of the findings that are reported.
	Confidence Confidence

	// NoFixes leaves out suggested fixes, each of which costs another analysis of
	// its package to try it.
	NoFixes bool

	// NoAlternatives leaves out all fixes of a finding but the first, for
	// drivers that offer no choice.
	NoAlternatives bool

	// SkipTests leaves out what is found in test files, or only because of
	// them.
	SkipTests bool

	// Related attaches the positions of the other accesses to each diagnostic.
	// Editors show it; go vet prints it as a line of its own and golangci-lint
	// as an issue of its own, though the message names the place already.
	Related bool

	// Apart reports every access by itself, not one finding for each cause: editors
	// mark them all.
	Apart bool
	// ShowCategory ends each message with its category in parentheses, for drivers that
	// print nothing but the message.
	ShowCategory bool
	// Sole says that the process analyzes one package and does nothing else with it.
	// Unless fixes are wanted, what the driver has loaded is then taken apart as soon
	// as it has been read, which saves memory.
	Sole bool

	// FactsOnly leaves out all diagnostics: what a package tells those that import it is
	// known earlier.
	FactsOnly bool

	// Explain adds a diagnostic for every shared map with its guard, for every
	// access to it with the threads that reach it, and for every pair of accesses
	// that was kept silent with the reason. For debugging.
	Explain bool

	// Inventory adds one diagnostic for each package, of category "inventory",
	// whose message is a JSON object with all shared maps: for the report of the
	// command. It travels as a diagnostic since that is what go vet keeps and
	// hands on.
	Inventory bool
	// Rules adds one diagnostic for each package, of category "rules", whose message is
	// a JSON list: how often each rule spoke for or against a finding, and how often it
	// decided alone. The command sums them up.
	Rules bool
}

// Analyzer is the analyzer with default settings.
var Analyzer = New(Config{})

const url = "https://pkg.go.dev/github.com/mapconcur/mapconcur/analyzer"

//go:embed doc.go
var docFile string

// New returns a new analyzer with the settings of cfg, which are also its
// flags. Analyzers share nothing.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:      "mapconcur",
		Doc:       doc(),
		URL:       url,
		Run:       cfg.run,
		FactTypes: []analysis.Fact{new(summary.Fact)},
	}
	if !cfg.Sole { // nobody shares an inspector: see package syntax
		a.Requires = []*analysis.Analyzer{inspect.Analyzer}
	}
	a.Flags.Var(&cfg.Checks, "checks", "categories to report: a `list` such as read-write,lock-leak or -lock-leak")
	a.Flags.Var(&cfg.Confidence, "confidence", "least `certainty` to report: proved, likely (the default) or possible")
	a.Flags.Var((*inverted)(&cfg.NoFixes), "fixes", "suggest fixes, at the price of more time where something is found (default true)")
	a.Flags.Var((*inverted)(&cfg.SkipTests), "tests", "report what is found in test files, or because of them (default true)")
	a.Flags.BoolVar(&cfg.Related, "related", cfg.Related, "attach the positions of the other accesses")
	a.Flags.BoolVar(&cfg.Apart, "apart", cfg.Apart, "report every access that lacks a lock by itself, not one finding for each cause")
	a.Flags.BoolVar(&cfg.Explain, "explain", cfg.Explain, "say what guards each shared map, who reaches it, and why pairs of accesses are silent")
	a.Flags.BoolVar(&cfg.Rules, "rules", cfg.Rules, "count which rules decided, as data for other programs")
	a.Flags.BoolVar(&cfg.Inventory, "inventory", cfg.Inventory, "report all shared maps, as data for other programs")
	return a
}

// doc returns the section on the analyzer in the package comment.
func doc() string {
	_, text, _ := strings.Cut(docFile, "// mapconcur: ")
	text, _, _ = strings.Cut(text, "\n// # ")
	return strings.TrimSpace(strings.NewReplacer("\n// ", "\n", "\n//", "\n").Replace(text))
}

// run analyses one package. It returns no error and lets no panic through:
// either would fail all packages that import this one, in some drivers all
// other analyzers too.
func (cfg *Config) run(pass *analysis.Pass) (_ any, _ error) {
	defer func() {
		if r := recover(); r != nil {
			cfg.failed(pass, "nothing is said of this package", r)
		}
	}()
	if !matters(pass) || cfg.SkipTests && onlyTests(pass) {
		return nil, nil // described by tables, if at all, or nothing but tests
	}
	in := summary.Input{
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
	findings := cfg.findAndTell(pass, pkg, uses, said, out, rec)
	if cfg.FactsOnly {
		return nil, nil
	}
	if !cfg.Apart {
		findings = conflict.ByCause(findings)
	}
	var wanted []conflict.Finding
	for _, f := range findings {
		if f, ok := f.Without(func(f conflict.Finding) bool { return said.Ignores(f) || !out.admits(f) }); ok {
			wanted = append(wanted, f)
		}
	}
	out.doubts(findings)
	out.rules(rec, findings, wanted)
	out.inventory(pkg, uses, said.Guards, wanted)
	out.cuts(pkg.Cuts())
	pkg = nil // to try fixes takes as much memory again
	r := repairer{cfg: cfg, pass: pass, stated: said.Guards, all: findings}
	for i, fixes := range r.fixes(uses, wanted) {
		out.finding(wanted[i], fixes)
	}
	out.problems(append(said.Problems, said.Stale()...))
	return nil, nil
}

// findAndTell returns what is wrong in the package and exports its facts, also if
// finding panics. They say which accesses the package reports, so that those that
// import it do not repeat it; a release of another module reports nothing to those who
// use it.
func (cfg *Config) findAndTell(pass *analysis.Pass, pkg *summary.Package, uses []summary.Use, said *directive.Set, out *output, rec *conflict.Record) (findings []conflict.Finding) {
	released := pass.Module != nil && pass.Module.Version != ""
	defer func() {
		reported := map[summary.Pos]bool{}
		if !released {
			reported = conflict.Reported(findings, func(f conflict.Finding) bool { return out.admits(f) || said.Ignores(f) })
		}
		pkg.Facts(uses, func(p summary.Pos) bool { return reported[p] }, func(owner *types.TypeName, fact *summary.Fact) {
			if owner != nil {
				pass.ExportObjectFact(owner, fact)
			} else {
				pass.ExportPackageFact(fact)
			}
		})
	}()
	if cfg.FactsOnly && released {
		return nil
	}
	return find(pkg, uses, said.Guards, rec)
}

// analyze returns what a package does, which is that of the pass or a changed form of it.
func analyze(pass *analysis.Pass, in summary.Input) (*summary.Package, []summary.Use) {
	in.Import = importer(pass)
	pkg := summary.Analyze(in)
	return pkg, pkg.Uses()
}

// find returns what is wrong in a package.
func find(pkg *summary.Package, uses []summary.Use, stated map[string]conflict.Statement, rec *conflict.Record) []conflict.Finding {
	vars := conflict.ByVariable(uses, pkg.Leaks())
	proved, words := conflict.Find(pkg.Scenes(), rec)
	by := rec.By
	findings := conflict.Merge(
		pkg.Compare,
		by("a goroutine that is seen to start", proved),
		by("a guard", conflict.Guarded(vars, stated, rec)),
		slices.Concat(
			by("one of several locks", conflict.Striped(vars, pkg.TakesAll)),
			by("an object with a goroutine or handlers", conflict.Objects(vars, rec)),
			by("a map filled on demand", conflict.OnDemand(vars, rec)),
			by("a lock for each object, a map for all", conflict.PerObject(pkg.PerObjects())),
			by("a copied struct", conflict.Copied(vars)),
			by("guarded siblings", conflict.Siblings(vars)),
		),
		slices.Concat(
			by("a word and a goroutine that is seen to start", words),
			by("a word", conflict.Words(vars, rec)),
		),
		slices.Concat(
			by("a published map", conflict.FrozenWrites(pkg.FrozenWrites())),
			by("a lost update", conflict.LostUpdates(pkg.LostUpdates(), vars)),
			by("a map that a copy claims", conflict.Claimed(vars)),
			by("half a clone", conflict.HalfClones(pkg.HalfClones(), vars)),
			by("headers of many requests", conflict.SentHeaders(pkg.SentHeaders())),
			by("one goroutine alone", conflict.Single(pkg.Mutations(), pkg.Internals())),
		),
	)
	return conflict.Unreported(findings, rec)
}

// importer returns what looks up the facts of other packages.
func importer(pass *analysis.Pass) func(types.Object) *summary.Summary {
	type source struct {
		owner *types.TypeName
		pkg   *types.Package
	}
	read := map[source]*summary.Functions{}
	return func(obj types.Object) *summary.Summary {
		from := source{summary.FactOwner(obj), obj.Pkg()}
		if read[from] == nil {
			f := new(summary.Fact)
			if from.owner != nil {
				pass.ImportObjectFact(from.owner, f)
			} else {
				pass.ImportPackageFact(from.pkg, f)
			}
			read[from] = f.Functions()
		}
		return read[from].Summary(obj.Name())
	}
}

// record returns what hears of silent pairs, nil if nobody asked for it.
func (cfg *Config) record(pass *analysis.Pass) *conflict.Record {
	if !cfg.Explain && !cfg.Rules {
		return nil
	}
	if !cfg.Explain {
		return conflict.NewRecord(nil, true)
	}
	return conflict.NewRecord(func(a, b summary.Item, why conflict.Rule) { pass.Report(report.Silent(pass.Fset, a, b, why)) }, cfg.Rules)
}

// matters reports whether the package is one that the user works on, or of a
// release that tells its callers something.
func matters(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return false
	}
	var m analysis.Module
	if pass.Module != nil {
		m = *pass.Module
	}
	var files []string
	for _, f := range pass.Files {
		files = append(files, pass.Fset.Position(f.Package).Filename) // not what cgo made of it
	}
	switch origin.Of(m.Path, m.Version, filepath.Dir(files[0]), build.Default.GOROOT) {
	case origin.Standard:
		return false
	case origin.Release:
		return origin.Matters(files, pass.ReadFile)
	}
	return true
}

// onlyTests reports whether the package consists of test files.
func onlyTests(pass *analysis.Pass) bool {
	return !slices.ContainsFunc(pass.Files, func(f *ast.File) bool { return !isTest(pass.Fset, f.FileStart) })
}
