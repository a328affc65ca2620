package analyzer_test

import (
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestPanicStaysInside makes the analysis of a package fail: it must look like a
// package without findings, and say what has happened to those who ask.
func TestPanicStaysInside(t *testing.T) {
	u := check(t, nil, "package p\nfunc F() {}\n")
	u.pkg = nil
	if n := len(u.run(t, analyzer.New(analyzer.Config{}))); n > 0 {
		t.Errorf("%d diagnostics, want none", n)
	}
	ds := u.run(t, analyzer.New(analyzer.Config{Explain: true}))
	if len(ds) != 1 || !strings.Contains(ds[0].Message, "internal error") || !strings.Contains(ds[0].Message, "internal/summary.") {
		t.Errorf("%v, want the error with its place", ds)
	}
}

// TestPanicAnywhere lets each thing panic that a driver provides: there is no
// error, and who asks is told.
func TestPanicAnywhere(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	lent := check(t, imp, lentSource)
	u := check(t, also{imp, lent.pkg}, callerSource+"type Set struct { mu sync.Mutex; m map[int]int }\n"+repeat(3, `
func (s *Set) Put%[1]d(k int) { s.mu.Lock(); s.m[k]++; s.mu.Unlock() }`)+"\nfunc (s *Set) Forget(k int) { delete(s.m, k) }\n")
	for name, breaks := range map[string]func(*analysis.Pass){
		"syntax": func(p *analysis.Pass) { p.Files = []*ast.File{new(ast.File)} },
		"types":  func(p *analysis.Pass) { p.TypesInfo = nil },
		"facts": func(p *analysis.Pass) {
			p.ImportPackageFact = func(*types.Package, analysis.Fact) bool { panic("no facts") }
			p.ImportObjectFact = func(types.Object, analysis.Fact) bool { panic("no facts") }
		},
		"export":       func(p *analysis.Pass) { p.ExportObjectFact = func(types.Object, analysis.Fact) { panic("no facts") } },
		"source files": func(p *analysis.Pass) { p.ReadFile = func(string) ([]byte, error) { panic("no files") } },
	} {
		for _, explain := range []bool{false, true} {
			a := analyzer.New(analyzer.Config{Explain: explain})
			pass := u.pass(a)
			told := false
			pass.Report = func(d analysis.Diagnostic) { told = told || strings.Contains(d.Message, "internal error") }
			breaks(pass)
			if _, err := a.Run(pass); err != nil || told != explain {
				t.Errorf("%s, explain %v: told %v, error %v", name, explain, told, err)
			}
		}
	}
}

// TestPanicInDependency makes the analysis of one package fail: those that import
// it are analysed all the same.
func TestPanicInDependency(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "low.go"), "package m\n\nfunc Low() {}\n")
	if err := os.Mkdir(filepath.Join(dir, "high"), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "high", "high.go"), "package high\n\nimport \"m\"\n\nfunc High(g map[int]int) { m.Low(); go func() { g[1] = 1 }(); g[2] = 2 }\n")
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	a := analyzer.New(analyzer.Config{})
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		broken := *pass
		if pass.Pkg.Path() == "m" {
			broken.TypesInfo = nil
		}
		return run(&broken)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range graph.Roots {
		want := map[string]int{"m": 0, "m/high": 1}[act.Package.PkgPath]
		if act.Err != nil || len(act.Diagnostics) != want {
			t.Errorf("%s: %d findings, error %v", act.Package, len(act.Diagnostics), act.Err)
		}
	}
}

// TestFactsOnly wants of a package with a finding its facts alone, and the same.
func TestFactsOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "m.go"), "package m\n\nfunc Put(g map[int]int) { g[1] = 1 }\n\nfunc High(g map[int]int) { go func() { g[1] = 1 }(); g[2] = 2 }\n")
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, ".")
	if err != nil {
		t.Fatal(err)
	}
	analyze := func(cfg analyzer.Config) *checker.Action {
		graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.New(cfg)}, pkgs, nil)
		if err != nil || len(graph.Roots) != 1 || graph.Roots[0].Err != nil {
			t.Fatal(graph, err)
		}
		return graph.Roots[0]
	}
	all, facts := analyze(analyzer.Config{}), analyze(analyzer.Config{FactsOnly: true})
	if len(all.Diagnostics) != 1 || len(facts.Diagnostics) != 0 {
		t.Errorf("%d findings, %d where only facts are wanted", len(all.Diagnostics), len(facts.Diagnostics))
	}
	want, got := all.AllPackageFacts(), facts.AllPackageFacts()
	if len(want) == 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("facts %v, otherwise %v", got, want)
	}
}

// TestVisitors wants an end of closures that hand themselves to a walk in many
// places, and that to be said.
func TestVisitors(t *testing.T) {
	i := slices.IndexFunc(shapes, func(s shape) bool { return s.name == "visitors" })
	u := synth(t, importer.Default(), shapes[i], 100)
	ds := u.run(t, analyzer.New(analyzer.Config{Explain: true, NoFixes: true}))
	if !slices.ContainsFunc(ds, func(d analysis.Diagnostic) bool {
		return strings.Contains(d.Message, "more calls of function values")
	}) {
		t.Error("nobody says that something is left out")
	}
}

// TestCycles analyses values that come from themselves in ways that a walk over
// values could follow for ever: a stack that overflows ends the whole process.
func TestCycles(t *testing.T) {
	const src = `package p
type T struct { m map[int]int; next *T; f func() *T }
func (t *T) self() *T { return t }
func own() { var x *T; f := func() *T { return x }; x = f(); x.m[1] = 1; go func() { x.m[2]++ }() }
func field() { var x *T; f := func() *T { return x.next }; x = f(); go func() { x.m[2]++ }() }
func method(y *T) { x := y; for { x = x.self().next; x.m[1]++; go func() { x.m[2]++ }() } }
func two() { var x, y *T; f := func() *T { return y }; g := func() *T { return x }; x = f(); y = g(); x.m[1] = 1; y.m[2] = 2 }
func same(m map[int]int) { var k int; k = k; f := func() { _ = k }; f(); for range m { if _, ok := m[k]; !ok { m[k] = 1 } } }
func shadow(m map[int]int) { var p *int; p = p; q := &p; for range m { delete(m, *p); m[**q]++ } }
func deep() { var f func(*T) *T; f = func(t *T) *T { return f(t.next) }; f(nil).m[1]++; go f(nil) }
func call() { var g func(func()); g = func(h func()) { h(); g(func() { g(h) }) }; g(func() {}) }
`
	u := check(t, importer.Default(), src)
	u.run(t, analyzer.New(analyzer.Config{Explain: true}))
	for _, fn := range []string{"x = x.next", "x = (*T).self(x)", "x = id(x)", "f = func() *T { return x }; x = f()"} {
		long := "package p\ntype T struct { m map[int]int; next *T }\nfunc (t *T) self() *T { return t }\nfunc id(t *T) *T { return t }\n" +
			"func F(x *T) { var f func() *T; _ = f\n" + strings.Repeat(fn+"\n", 6000) + "x.m[1]++ }"
		check(t, importer.Default(), long).run(t, analyzer.New(analyzer.Config{}))
	}
}

// TestCuts wants a function with more accesses than are looked at to be named,
// but only to those who ask.
func TestCuts(t *testing.T) {
	src := repeat(200, "var g%[1]d = map[int]int{}\n") + "func F() {\n" + repeat(200, "g%[1]d[1]++\n") + "}\n"
	u := check(t, nil, "package p\n"+src)
	for _, explain := range []bool{false, true} {
		ds := u.run(t, analyzer.New(analyzer.Config{Explain: explain}))
		named := slices.ContainsFunc(ds, func(d analysis.Diagnostic) bool { return strings.Contains(d.Message, "not all of F") })
		if named != explain {
			t.Errorf("explain %v: %v", explain, ds)
		}
	}
}
