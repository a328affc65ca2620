package analyzer_test

import (
	"go/importer"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

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
