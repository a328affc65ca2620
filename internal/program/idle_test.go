package program

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/casetest"
)

const idleSource = `package p

import (
	"sync"
	"sync/atomic"
	"testing"
)

type table map[string]int

func (t table) size() int { return len(t) }

type T struct {
	table
	m   map[string]int
	all []map[string]int
	ch  chan map[string]int
	n   int64
}

func run(f func()) *T { f(); return new(T) }

func get() map[string]int { return nil }

func use(any) {}

func idleCalls()          { run(func() { run(nil).n++ }) }
func idleMade()           { t := &T{n: 1}; t.n++; use(t.all) }
func busyGo()             { go run(nil) }
func busyLiteral()        { run(func() { go run(nil) }) }
func busyGroup()          { new(sync.WaitGroup).Go(func() {}) }
func busyParallel()       { new(testing.T).Parallel() }
func busyAtomic()         { atomic.AddInt64(&run(nil).n, 1) }
func busyField()          { use(len(run(nil).m)) }
func busyPromoted()       { run(nil).size() }
func busyResult()         { use(get()) }
func busyElement()        { use(run(nil).all[0]) }
func busyReceived()       { use(<-run(nil).ch) }
func busyAsserted(x any)  { use(x.(map[string]int)) }
func busySwitched(x any)  { switch y := x.(type) { case table: use(y) } }
func busyRanged()         { for _, m := range run(nil).all { use(m) } }
func busyComposed()       { use(table{}) }
func busyPointed()        { use(&run(nil).m) }
func busyGeneric[M ~map[string]int](m M) { use(m) }
func used()               {}
func busyUser()           { used(); use(get()) }
`

// typed returns a package of one file.
func typed(t *testing.T, name, src string) Input {
	t.Helper()
	in := casetest.Typed(t, casetest.Exports("sync", "sync/atomic", "testing"), name, src)
	return Input{Fset: in.Fset, Files: []*ast.File{in.File}, Pkg: in.Pkg, Info: in.Info}
}

// TestIdle checks what tests are analysed where there are many.
func TestIdle(t *testing.T) {
	many := idleSource
	for i := range maxTests {
		many += fmt.Sprintf("func many%d() {}\n", i)
	}
	never := func(string) bool { return false }
	kept := func(in Input) *ast.File {
		idle, _ := in.idleTests()
		return withoutBodies(in.Files, idle)[0]
	}
	check(t, kept(typed(t, "p_test.go", idleSource)), never)
	in := typed(t, "p_test.go", many)
	for range 2 { // without an inspector, and with one
		check(t, kept(in), func(name string) bool {
			return strings.HasPrefix(name, "idle") || strings.HasPrefix(name, "many")
		})
		check(t, in.Files[0], never) // that of the caller
		in.Inspect = inspector.New(in.Files)
	}
	check(t, kept(typed(t, "p.go", many)), never)
}

// check checks which functions of a file have no body.
func check(t *testing.T, f *ast.File, want func(name string) bool) {
	t.Helper()
	for _, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok && (d.Body == nil) != want(d.Name.Name) {
			t.Errorf("%s has no body: %v, want %v", d.Name.Name, d.Body == nil, want(d.Name.Name))
		}
	}
}
