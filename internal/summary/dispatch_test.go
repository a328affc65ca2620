package summary

import (
	"slices"
	"strings"
	"testing"
)

// dispatchSource has functions whose names begin with "run". Each calls functions or
// methods through a function value or an interface, and each of these writes to a map of
// its own.
var dispatchSource = []string{
	`var firstMap, secondMap, soleMap = map[string]int{}, map[string]int{}, map[string]int{}`,
	`var plainMap, otherMap, literalMap = map[string]int{}, map[string]int{}, map[string]int{}`,
	`type box struct{ do func() }`,
	`type step struct { name string; do func() }`,
	`type storer interface{ store() }`,
	`type first struct{}`,
	`type second struct{}`,
	`type wide struct{ first; n int }`,
	`type alone interface{ only() }`,
	`type sole struct{}`,
	`func (first) store() { firstMap["k"] = 1 }`,
	`func (*second) store() { secondMap["k"] = 1 }`,
	`func (*sole) only() { soleMap["k"] = 1 }`,
	`func plain() { plainMap["k"] = 1 }`,
	`func other() { otherMap["k"] = 1 }`,
	`func call(f func()) { f() }`,
	`func pass(f func()) { call(f) }`,
	`func each[T any](xs []T, f func(T)) { for _, x := range xs { f(x) } }`,
	`func use(b box) { b.do() }`,
	`func made(f func()) *box { return &box{do: f} }`,
	`var held = plain`,

	`func runVariable() { f := plain; f() }`,
	`func runGlobal() { held() }`,
	`func runLiteral() { key := "literal"; f := func() { literalMap[key] = 1 }; f() }`,
	`func runSlice() { for _, f := range []func(){plain, other} { f() } }`,
	`func runSteps() { for _, s := range []step{{"a", plain}, {"b", other}} { s.do() } }`,
	`func runField() { b := box{do: plain}; b.do() }`,
	`func runCompleted() { b := box{do: plain}; b.do = other; b.do() }`,
	`func runEither(c bool) { b := box{do: plain}; if c { b.do = other }; b.do() }`,
	`func runOptions() { b := box{do: plain}; use(b) }`,
	`func runMade() { b := made(plain); b.do() }`,
	`func runParameter() { call(plain) }`,
	`func runPassed() { pass(plain) }`,
	`func runGeneric() { each([]int{1}, func(int) { literalMap["k"] = 1 }) }`,
	`func runMethodValue() { f := (&sole{}).only; f() }`,
	`func runMethodExpression() { f := (*sole).only; f(&sole{}) }`,
	`func runSole(a alone) { a.only() }`,
	`func runInterface(s storer) { s.store() }`,
	`func runBoxed() { var s storer = &second{}; s.store() }`,
}

// dispatchWant has, for each of these functions, the maps that its summary says it
// writes to.
var dispatchWant = []string{
	"runBoxed: second",
	"runCompleted: other",
	"runEither: ",
	"runField: plain",
	"runGeneric: literal",
	"runGlobal: plain",
	"runInterface: first second",
	"runLiteral: literal",
	"runMade: plain",
	"runMethodExpression: sole",
	"runMethodValue: sole",
	"runOptions: plain",
	"runParameter: plain",
	"runPassed: plain",
	"runSlice: other plain",
	"runSole: sole",
	"runSteps: other plain",
	"runVariable: plain",
}

// TestDispatch checks which functions the engine resolves calls of function values and
// interface methods to, with the declarations in two orders.
func TestDispatch(t *testing.T) {
	t.Parallel()
	backwards := slices.Clone(dispatchSource)
	slices.Reverse(backwards)
	for name, decls := range map[string][]string{"forwards": dispatchSource, "backwards": backwards} {
		t.Run(name, func(t *testing.T) {
			p := Analyze(typed(t, "p.go", "package p\n"+strings.Join(decls, "\n")))
			if got := ranBy(p); !slices.Equal(got, dispatchWant) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(dispatchWant, "\n"))
			}
		})
	}
}

// ranBy lists the functions of a package whose names begin with "run", with the maps in
// their summaries.
func ranBy(p *Package) []string {
	var out []string
	for fn, s := range p.Summaries {
		if !strings.HasPrefix(fn.Name(), "run") || fn.Parent() != nil {
			continue
		}
		var ran []string
		for a := range s.All() {
			ran = append(ran, strings.TrimSuffix(strings.TrimPrefix(a.Place.Name, "p."), "Map"))
		}
		slices.Sort(ran)
		out = append(out, fn.Name()+": "+strings.Join(slices.Compact(ran), " "))
	}
	slices.Sort(out)
	return out
}
