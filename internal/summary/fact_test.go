package summary

import (
	"bytes"
	"encoding/gob"
	"go/ast"
	"go/types"
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/casetest"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/program"
)

const factSource = `package p

import "sync"

type T struct {
	mu sync.Mutex
	m  map[string]int
	wg sync.WaitGroup
	ch chan int
}

func New() *T { return &T{m: map[string]int{}} }

func (t *T) Start(k string, f func(*T)) {
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		t.mu.Lock()
		f(t)
		t.m[k]++
		t.mu.Unlock()
		t.ch <- 1
	}()
}

func (t *T) Wait() int { <-t.ch; t.wg.Wait(); return len(t.m) }

func Pure(i int) int { return i + 1 }

func Ignore(f func()) {}

type data struct{ next *data; each []list }

type list []list

func (t *T) Data(d *data) *data { return d.next }

func (t *T) Map(t2 *T) *T { return t2 }
`

// std imports what the tests need of the standard library.
var std = casetest.Exports("sync", "sync/atomic", "testing")

// typed returns a package of one file.
func typed(t *testing.T, name, src string) program.Source {
	t.Helper()
	in := casetest.Typed(t, std, name, src)
	return program.Source{Fset: in.Fset, Files: []*ast.File{in.File}, Pkg: in.Pkg, Info: in.Info, Import: func(types.Object) *effect.Summary { return nil }}
}

// facts returns what factSource exports, and the summaries by name.
func facts(t *testing.T) ([]types.Object, map[string]*effect.Summary) {
	t.Helper()
	out := map[string]*effect.Summary{}
	p := Analyze(typed(t, "p.go", factSource))
	objs, sums := p.exported(p.RootAccesses(), func(effect.Pos) bool { return false })
	for i, obj := range objs {
		out[obj.Name()] = sums[i]
	}
	return objs, out
}

func TestFactsSurviveGob(t *testing.T) {
	objs, all := facts(t)
	fact := encoded(objs, all)
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
		t.Fatal(err)
	}
	got := new(effect.Fact)
	if err := gob.NewDecoder(&buf).Decode(got); err != nil {
		t.Fatal(err)
	}
	back := map[string]*effect.Summary{}
	for _, obj := range objs {
		back[obj.Name()] = got.Functions().Summary(obj.Name())
	}
	for _, name := range []string{"New", "Start", "Wait", "Ignore"} {
		if s := back[name]; s == nil || all[name] == nil || s.Empty() != all[name].Empty() {
			t.Errorf("%s: got %v, want %v", name, s, all[name])
		}
	}
	if !bytes.Equal(bytesOf(t, encoded(objs, back)), bytesOf(t, fact)) {
		t.Errorf("got %v, want %v", got, fact)
	}
	old := new(effect.Fact)
	if err := old.GobDecode([]byte("gob of an older version")); err != nil {
		t.Fatal(err)
	}
	for _, f := range []*effect.Fact{{}, old} {
		if f.Functions().Summary("New") != nil {
			t.Error("a fact of another version was read")
		}
	}
	if all["Pure"] != nil {
		t.Error("a fact for Pure, which does nothing that matters")
	}
	if n := len(all["Start"].Threads); n != 1 {
		t.Errorf("Start has %d threads, want 1", n)
	}
	if n := len(all["Wait"].Joins); n != 2 {
		t.Errorf("Wait joins %v, want the channel and the WaitGroup", all["Wait"].Joins)
	}
}

// bytesOf returns what a driver keeps of a fact.
func bytesOf(t *testing.T, f *effect.Fact) []byte {
	t.Helper()
	data, err := f.GobEncode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFactsAreStable(t *testing.T) {
	encode := func() []byte {
		objs, all := facts(t)
		return bytesOf(t, encoded(objs, all))
	}
	first := encode()
	for range 5 {
		if !bytes.Equal(first, encode()) {
			t.Fatal("two analyses of one package give different facts")
		}
	}
}

// encoded returns a fact of all the objects.
func encoded(objs []types.Object, all map[string]*effect.Summary) *effect.Fact {
	var names []string
	var sums []*effect.Summary
	for _, obj := range objs {
		names, sums = append(names, obj.Name()), append(sums, all[obj.Name()])
	}
	return effect.NewFact(names, sums, nil)
}

// TestFactOwners wants the methods of a type together, apart from the functions,
// and nothing of getters of plain data.
func TestFactOwners(t *testing.T) {
	objs, _ := facts(t)
	var got []string
	for _, obj := range objs {
		name := obj.Name()
		if owner := effect.FactOwner(obj); owner != nil {
			name = owner.Name() + "." + name
		}
		got = append(got, name)
	}
	if want := []string{"New", "T.Start", "T.Wait", "Ignore", "T.Map"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
