package analyzer

import (
	_ "embed"
	"fmt"
	"go/build"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/report"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Config holds the settings of an analyzer. The zero Config is the default.
type Config struct {
	// Related attaches the position of the second access to each diagnostic.
	// Editors show it; go vet prints it as a line of its own and golangci-lint
	// as an issue of its own, though the message names the place already.
	Related bool

	// Explain adds a diagnostic for every pair of accesses that was kept
	// silent, with the reason. For debugging.
	Explain bool

	// OneFix withholds fixes that change more than the file of the diagnostic,
	// for drivers that would apply a part of them, as golangci-lint does.
	OneFix bool
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
		Requires:  []*analysis.Analyzer{inspect.Analyzer},
		Run:       cfg.run,
		FactTypes: []analysis.Fact{new(summary.Summary)},
	}
	a.Flags.BoolVar(&cfg.Related, "related", cfg.Related, "attach the position of the second access")
	a.Flags.BoolVar(&cfg.Explain, "explain", cfg.Explain, "report pairs of accesses that were kept silent, and why")
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
	if isStd(pass) {
		return nil, nil // described by tables
	}
	defer func() {
		if r := recover(); r != nil && cfg.Explain {
			pass.Reportf(pass.Files[0].Package, "internal error: %v", r)
		}
	}()
	pkg, uses, findings := find(pass, summary.Input{
		Fset:    pass.Fset,
		Files:   pass.Files,
		Pkg:     pass.Pkg,
		Info:    pass.TypesInfo,
		Inspect: pass.ResultOf[inspect.Analyzer].(*inspector.Inspector),
	}, cfg.explainer(pass))
	fixes := cfg.fixes(pass, uses, findings)
	for i, f := range findings {
		d := report.Diagnostic(pass.Fset, f)
		d.URL = fmt.Sprintf("%s#hdr-Category_%s", url, strings.ReplaceAll(d.Category, "-", "_"))
		d.SuggestedFixes = fixes[i]
		if !cfg.Related {
			d.Related = nil
		}
		pass.Report(d)
	}
	pkg.Summaries(func(fn *types.Func, s *summary.Summary) { pass.ExportObjectFact(fn, s) })
	return nil, nil
}

// find analyses a package, which is that of the pass or a changed form of it.
func find(pass *analysis.Pass, in summary.Input, explain func(a, b summary.Item, veto string)) (*summary.Package, []summary.Use, []conflict.Finding) {
	in.Import = func(fn *types.Func) *summary.Summary {
		s := new(summary.Summary)
		if !pass.ImportObjectFact(fn, s) {
			return nil
		}
		return s
	}
	pkg := summary.Analyze(in)
	uses := pkg.Uses()
	return pkg, uses, conflict.Merge(conflict.Find(pkg.Scenes, explain), conflict.Guarded(uses, pkg.Leaks()), conflict.Objects(uses))
}

// explainer returns what reports silent pairs, nil if nobody asked for it.
func (cfg *Config) explainer(pass *analysis.Pass) func(a, b summary.Item, veto string) {
	if !cfg.Explain {
		return nil
	}
	return func(a, b summary.Item, veto string) { pass.Report(report.Silent(pass.Fset, a, b, veto)) }
}

// isStd reports whether the package is of the standard library.
func isStd(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return true
	}
	if pass.Module != nil && pass.Module.Path != "" {
		return false
	}
	src := filepath.Join(build.Default.GOROOT, "src") + string(filepath.Separator)
	return strings.HasPrefix(pass.Fset.File(pass.Files[0].FileStart).Name(), src)
}
