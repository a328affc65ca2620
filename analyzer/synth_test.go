package analyzer_test

import (
	"fmt"
	"strconv"
	"strings"
)

// A shape makes a package of about n units: functions, statements, cases, levels
// or entries of one kind. Each stresses another part of the analysis.
type shape struct {
	name  string
	make  func(n int) string
	lines int // of a unit, gofmt'ed, if it makes sense to have 200,000 of them
}

// shapes are what is measured: whatever the shape, a unit must cost the same in a
// package of twice the size.
var shapes = []shape{
	{"functions", func(n int) string { // healthy code: types with a map, its lock, a few methods
		return repeat(n/4, `
type T%[1]d struct { mu sync.Mutex; m map[string]int }
func NewT%[1]d() *T%[1]d { return &T%[1]d{m: map[string]int{}} }
func (t *T%[1]d) Get(k string) int { t.mu.Lock(); defer t.mu.Unlock(); return t.m[k] }
func (t *T%[1]d) Put(k string, v int) { t.mu.Lock(); t.m[k] = v; t.mu.Unlock() }
func (t *T%[1]d) Run() { for i := range 3 { go func() { t.Put("a", i); println(t.Get("b")) }() } }
`)
	}, 5},
	{"methods", func(n int) string { // all of one type with one map
		return "type T struct { mu sync.RWMutex; m map[int]int; n int }\n" + repeat(n, `
func (t *T) M%[1]d(k int) int { t.mu.Lock(); defer t.mu.Unlock(); t.m[k]++; t.n++; return t.m[k+%[1]d] }
`)
	}, 6},
	{"bare", func(n int) string { // one map, no lock, a goroutine in every method
		return "type T struct { m map[int]int }\n" + repeat(n/2, `
func (t *T) R%[1]d(k int) int { return t.m[k] }
func (t *T) W%[1]d(k int) { go func() { t.m[k] = 1 }() }
`)
	}, 6},
	{"depth", func(n int) string { // one chain of calls
		return "type T struct { mu sync.Mutex; m map[int]int }\nfunc f0(t *T) { t.m[0]++ }\n" + repeat(n, `
func f%[2]d(t *T) { t.mu.Lock(); t.m[%[1]d]++; t.mu.Unlock(); f%[1]d(t) }
`) + "func F(t *T) { go f" + fmt.Sprint(n) + "(t); t.m[1] = 2 }\n"
	}, 7},
	{"recursion", func(n int) string { // one cycle of calls
		return "type T struct { mu sync.Mutex; m map[int]int }\n" + repeat(n, `
func f%[1]d(t *T, k int) { t.m[k] = %[1]d; go t.g(k); if k > 0 { f%[2]d(t, k-1); f%[1]d(t, k-2) } }
`) + fmt.Sprintf("func f%d(t *T, k int) { f0(t, k) }\nfunc (t *T) g(k int) { t.mu.Lock(); delete(t.m, k); t.mu.Unlock() }\n", n)
	}, 0},
	{"closures", func(n int) string { // literals in one function
		return "func F() { m := map[int]int{}; var mu sync.Mutex; var wg sync.WaitGroup\n" + repeat(n, `
	wg.Add(1)
	f%[1]d := func(k int) { mu.Lock(); m[k] = %[1]d; mu.Unlock() }
	go func() { defer wg.Done(); f%[1]d(%[1]d) }()
`) + "wg.Wait(); println(len(m)) }\n"
	}, 0},
	{"callbacks", func(n int) string { // functions that call what they are given
		return "type T struct { mu sync.Mutex; m map[int]int }\nfunc each0(t *T, f, g func(int)) { for k := range t.m { f(k); g(k) } }\n" + repeat(n/2, `
func each%[2]d(t *T, f, g func(int)) { each%[1]d(t, func(k int) { f(k); g(k); t.m[k]++ }, func(k int) { g(k); f(k); delete(t.m, k) }) }
func Use%[1]d(t *T) { go each%[1]d(t, func(k int) { t.m[k] = 1 }, func(k int) { t.mu.Lock(); t.m[k]++; t.mu.Unlock() }) }
`)
	}, 0},
	{"visitors", func(n int) string { // a function that hands itself to a walk again and again
		return "type N struct { l, r *N; m map[int]int }\nfunc Walk(t *N, f func(*N) bool) { if f(t) {\n" + repeat(20, `
	Walk(t.l, f); f(t.r); f(t.l.r)
`) + "} }\nfunc F(t *N) { seen := map[*N]int{}; var visit func(*N) bool; visit = func(t *N) bool { seen[t]++\n" + repeat(n/2, `
	Walk(t.l, visit); go Walk(t.r, func(t *N) bool { t.m[%[1]d]++; return visit(t.l) })
`) + "return true }\nWalk(t, visit) }\n"
	}, 0},
	{"interfaces", func(n int) string { // calls of methods with several implementations
		return repeat(n/4, `
type I%[1]d interface { do%[1]d(m map[int]int) }
type A%[1]d struct{}; type B%[1]d struct{ m map[int]int; mu sync.Mutex }
func (a A%[1]d) do%[1]d(m map[int]int) { m[1]++ }
func (b *B%[1]d) do%[1]d(m map[int]int) { b.mu.Lock(); b.m[1]++; b.mu.Unlock(); m[2]-- }
func Do%[1]d(i I%[1]d, m map[int]int) { go i.do%[1]d(m); i.do%[1]d(m) }
`)
	}, 7},
	{"lines", func(n int) string { // one long function
		return "type T struct { mu sync.Mutex; m, o map[int]int; next *T; s struct { a map[int]int } }\nfunc F(t *T, c T, ch chan int) { var l T; l.m = map[int]int{}; p := t\n" + repeat(n/5, `
	t.mu.Lock(); t.m[%[1]d] = len(t.o); t.mu.Unlock()
	if t.o[%[1]d] > 3 { l.s.a = t.m } else { c.o[1] = <-ch }
	l.m[%[1]d] = c.m[1] + l.s.a[2]
	p = p.next; p.m[1]++; t.o = p.o
	for k, v := range l.m { t.o[k] = v; ch <- v }
`) + "}\n"
	}, 0},
	{"cases", func(n int) string { // one large switch, started as a goroutine
		return "type T struct { mu sync.Mutex; m map[int]int }\nfunc F(t *T, k int) { go func() { switch k {\n" + repeat(n, `
	case %[1]d: t.mu.Lock(); defer t.mu.Unlock(); t.m[k] = %[1]d; if t.m[2] == 3 { return }
`) + "} }() }\n"
	}, 0},
	{"returns", func(n int) string { // of results that deferred calls may change
		return "type T struct { mu sync.Mutex; m, o map[int]int }\nfunc (t *T) F(k int) (m map[int]int, n int) { t.mu.Lock(); defer t.mu.Unlock(); switch k {\n" + repeat(n, `
	case %[1]d: if t.o[k] > 3 { return t.m, %[1]d }; return t.o, 1
`) + "}; return }\n"
	}, 0},
	{"spawns", func(n int) string { // go statements in one function
		return "type T struct { mu sync.Mutex; m map[int]int }\nfunc F(t *T, c chan int) {\n" + repeat(n, `
	go func() { t.mu.Lock(); t.m[%[1]d]++; t.mu.Unlock(); c <- 1 }(); t.m[%[1]d] = <-c
`) + "}\n"
	}, 0},
	{"nesting", func(n int) string { // structs in structs, fifty deep
		var s strings.Builder
		for i := range n / 50 {
			s.WriteString(strings.NewReplacer("N", fmt.Sprintf("N%dx", i), "P", fmt.Sprintf("P%dx", i)).Replace("type N0 struct { m map[int]int; mu sync.Mutex }\n" + repeat(50, `
type N%[2]d struct { N%[1]d; f P%[1]d; m map[int]int }; type P%[1]d struct { p *N%[1]d }
func (n *N%[2]d) Do%[1]d() { n.mu.Lock(); n.f.p.m[1]++; n.mu.Unlock(); c := *n; c.m[1]++; go n.do%[1]d() }
func (n N%[2]d) do%[1]d() { n.m[2] = 2 }
`)))
		}
		return s.String()
	}, 0},
	{"table", func(n int) string { // literals
		return "type E struct { name string; f func(map[int]int); m map[string]int; l []int }\nvar Table = map[string]*E{\n" + repeat(n, `
	"e%[1]d": {name: "n%[1]d", m: map[string]int{"a": %[1]d}, l: []int{1, 2, %[1]d}},
`) + "}\nvar List = []E{\n" + repeat(n, `
	{"n%[1]d", func(m map[int]int) { m[%[1]d]++ }, nil, nil},
`) + "}\nfunc Run(m map[int]int) { for _, e := range List { go e.f(m); Table[e.name].m[\"x\"]++ } }\n"
	}, 0},
	{"globals", func(n int) string {
		return repeat(n/2, `
var g%[1]d = map[string]int{}
var mu%[1]d sync.Mutex
func Set%[1]d() { mu%[1]d.Lock(); g%[1]d["a"] = len(g%[1]d); mu%[1]d.Unlock() }
func init() { go func() { g%[1]d["b"]++ }() }
`)
	}, 5},
}

// repeat writes a text n times, with the numbers i, %[1]d, and i+1, %[2]d.
func repeat(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("%[1]d", strconv.Itoa(i), "%[2]d", strconv.Itoa(i+1)).Replace(text))
	}
	return b.String()
}
