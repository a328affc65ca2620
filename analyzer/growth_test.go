package analyzer_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/casetest"
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
	pass := &analysis.Pass{
		Analyzer: a, Fset: u.fset, Files: u.files, Pkg: u.pkg, TypesInfo: u.info, TypesSizes: types.SizesFor("gc", "amd64"),
		Module:            &analysis.Module{Path: "synth", GoVersion: "1.25"},
		ReadFile:          func(string) ([]byte, error) { return []byte(u.src), nil },
		Report:            func(analysis.Diagnostic) {},
		ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact:  func(types.Object, analysis.Fact) {},
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(analysis.Fact) {},
	}
	if err := casetest.Require(pass); err != nil {
		panic(err) // no driver has a syntax tree that cannot be walked
	}
	return pass
}

// synth makes a package of a shape.
func synth(tb testing.TB, imp types.Importer, s shape, n int) *unit {
	return check(tb, imp, "package synth\nimport \"sync\"\nvar _ sync.Mutex\n"+s.make(n))
}

// maxGrowth is how much more a unit may cost in a package of twice the size.
const maxGrowth = 1.3

// TestGrowth wants a unit to cost the same in a package of twice the size. It
// counts what is allocated, which is the same on every machine and grows with what
// is searched and kept; [BenchmarkGrowth] measures time.
func TestGrowth(t *testing.T) {
	slow(t)
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	a := analyzer.New(analyzer.Config{NoFixes: true})
	for _, s := range shapes {
		cost := func(n int) float64 {
			u := synth(t, imp, s, n)
			allocated := memory()
			u.run(t, a)
			return float64(memory()-allocated) / float64(n)
		}
		const size = 1500 / sample
		cost(size / 10) // what is made once
		if one, two := cost(size), cost(2*size); two > maxGrowth*one {
			t.Errorf("%s: %.0f bytes a unit in a package of %d, %.0f in one of %d", s.name, one, size, two, 2*size)
		}
	}
}

// slow skips a test that takes several seconds if -short asks for that.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes several seconds")
	}
}

// memory returns the bytes that were ever allocated.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// BenchmarkGrowth measures packages of many shapes in sizes that double: what a
// unit costs must stay the same.
func BenchmarkGrowth(b *testing.B) {
	for _, s := range shapes {
		for _, n := range []int{250, 500, 1000, 2000, 4000} {
			b.Run(fmt.Sprintf("%s/%d", s.name, n), func(b *testing.B) { s.measure(b, n) })
		}
	}
}

// BenchmarkLarge measures packages of up to 200,000 lines.
func BenchmarkLarge(b *testing.B) {
	for _, s := range shapes {
		if s.lines == 0 {
			continue // of one function, which is bounded, or of one table
		}
		for _, lines := range []int{25_000, 50_000, 100_000, 200_000} {
			b.Run(fmt.Sprintf("%s/%d", s.name, lines), func(b *testing.B) { s.measure(b, lines/s.lines) })
		}
	}
}

// BenchmarkDemo measures the packages of the demo.
func BenchmarkDemo(b *testing.B) {
	for _, name := range []string{"buggy", "repaired"} {
		b.Run(name, func(b *testing.B) {
			pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: filepath.Join("../testdata/demo", name)}, ".")
			if err != nil {
				b.Fatal(err)
			}
			p := pkgs[0]
			u := &unit{fset: p.Fset, files: p.Syntax, pkg: p.Types, info: p.TypesInfo}
			u.measure(b, len(p.Syntax))
		})
	}
}

// measure measures a package of n units of a shape.
func (s shape) measure(b *testing.B, n int) {
	u := synth(b, importer.ForCompiler(token.NewFileSet(), "gc", nil), s, n)
	u.measure(b, n)
}

// measure measures the analysis of a package of n units.
func (u *unit) measure(b *testing.B, n int) {
	a := analyzer.New(analyzer.Config{NoFixes: true})
	b.ReportAllocs()
	found := 0
	allocated := memory()
	b.ResetTimer()
	for range b.N {
		found = len(u.run(b, a))
	}
	b.StopTimer()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/unit")
	b.ReportMetric(float64(memory()-allocated)/float64(b.N*n), "B/unit")
	b.ReportMetric(float64(found), "found")
}
