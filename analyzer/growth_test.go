package analyzer_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"runtime"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/analyzer"
)

// unit is a type-checked package without facts of others.
type unit struct {
	fset  *token.FileSet
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
	src   string
}

// check type-checks a package of one file.
func check(tb testing.TB, imp types.Importer, src string) *unit {
	tb.Helper()
	u, err := parse(src)
	if err != nil {
		tb.Fatal(err)
	}
	for _, err := range u.check(imp) {
		tb.Fatal(err)
	}
	return u
}

// newInfo returns what the type checker fills for an analysis.
func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}
}

// run analyses the package and returns what is reported.
func (u *unit) run(tb testing.TB, a *analysis.Analyzer) (out []analysis.Diagnostic) {
	pass := u.pass(a)
	pass.Report = func(d analysis.Diagnostic) { out = append(out, d) }
	if _, err := a.Run(pass); err != nil {
		tb.Fatal(err)
	}
	return out
}

// pass returns an analysis of the package, of whose imports nothing is known.
func (u *unit) pass(a *analysis.Analyzer) *analysis.Pass {
	return &analysis.Pass{
		Analyzer: a, Fset: u.fset, Files: u.files, Pkg: u.pkg, TypesInfo: u.info, TypesSizes: types.SizesFor("gc", "amd64"),
		Module:           &analysis.Module{Path: "synth", GoVersion: "1.25"},
		ReadFile:         func(string) ([]byte, error) { return []byte(u.src), nil },
		Report:           func(analysis.Diagnostic) {},
		ResultOf:         map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(u.files)},
		ImportObjectFact: func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact: func(types.Object, analysis.Fact) {},
	}
}

// synth makes a package of a shape.
func synth(tb testing.TB, imp types.Importer, s shape, n int) *unit {
	return check(tb, imp, "package synth\nimport \"sync\"\nvar _ sync.Mutex\n"+s.make(n))
}

// BenchmarkGrowth measures packages of many shapes in sizes that double: what a
// unit costs must stay the same.
func BenchmarkGrowth(b *testing.B) {
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, s := range shapes {
		for _, n := range []int{250, 500, 1000, 2000, 4000} {
			b.Run(fmt.Sprintf("%s/%d", s.name, n), func(b *testing.B) {
				u := synth(b, imp, s, n)
				a := analyzer.New(analyzer.Config{NoFixes: true})
				b.ReportAllocs()
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				b.ResetTimer()
				found := 0
				for range b.N {
					found = len(u.run(b, a))
				}
				b.StopTimer()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/unit")
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N*n), "B/unit")
				b.ReportMetric(float64(found), "found")
			})
		}
	}
}
