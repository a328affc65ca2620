package analyzer

import (
	"go/build"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/report"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Config holds the settings of an analyzer.
type Config struct {
	// Explain adds a diagnostic for every pair of accesses that was kept
	// silent, with the reason. For debugging.
	Explain bool
}

// Analyzer is the analyzer with default settings.
var Analyzer = New(Config{})

// New returns a new analyzer with the settings of cfg.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:      "mapconcur",
		Doc:       "find maps shared by goroutines without synchronization",
		URL:       "https://pkg.go.dev/github.com/mapconcur/mapconcur/analyzer",
		Run:       cfg.run,
		FactTypes: []analysis.Fact{new(summary.Summary)},
	}
	a.Flags.BoolVar(&cfg.Explain, "explain", cfg.Explain, "report pairs of accesses that were kept silent, and why")
	return a
}

func (cfg *Config) run(pass *analysis.Pass) (any, error) {
	if isStd(pass) {
		return nil, nil // described by tables
	}
	pkg := summary.Analyze(summary.Input{
		Fset:  pass.Fset,
		Files: pass.Files,
		Pkg:   pass.Pkg,
		Info:  pass.TypesInfo,
		Import: func(fn *types.Func) *summary.Summary {
			s := new(summary.Summary)
			if !pass.ImportObjectFact(fn, s) {
				return nil
			}
			return s
		},
	})
	var explain func(a, b summary.Item, veto string)
	if cfg.Explain {
		explain = func(a, b summary.Item, veto string) { pass.Report(report.Silent(pass.Fset, a, b, veto)) }
	}
	for _, f := range conflict.Find(pkg.Scenes, explain) {
		pass.Report(report.Diagnostic(pass.Fset, f))
	}
	pkg.Summaries(func(fn *types.Func, s *summary.Summary) { pass.ExportObjectFact(fn, s) })
	return nil, nil
}

// isStd reports whether the package is of the standard library.
func isStd(pass *analysis.Pass) bool {
	if pass.Module != nil || len(pass.Files) == 0 {
		return len(pass.Files) == 0
	}
	src := filepath.Join(build.Default.GOROOT, "src") + string(filepath.Separator)
	return strings.HasPrefix(pass.Fset.File(pass.Files[0].FileStart).Name(), src)
}
