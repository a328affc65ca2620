package summary

import (
	"bytes"
	"encoding/gob"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
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
`

// facts returns the exported summaries of factSource by name.
func facts(t *testing.T) map[string]*Summary {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", factSource, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("p", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*Summary{}
	p := Analyze(Input{
		Fset: fset, Files: []*ast.File{f}, Pkg: pkg, Info: info,
		Import: func(types.Object) *Summary { return nil },
	})
	p.Summaries(p.Uses(), func(fn types.Object, s *Summary) { out[fn.Name()] = s })
	return out
}

func TestFactsSurviveGob(t *testing.T) {
	all := facts(t)
	for _, name := range []string{"New", "Start", "Wait", "Ignore"} {
		s := all[name]
		if s == nil {
			t.Errorf("no fact for %s", name)
			continue
		}
		fact := NewFact(s)
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
			t.Fatal(err)
		}
		got := new(Fact)
		if err := gob.NewDecoder(&buf).Decode(got); err != nil {
			t.Fatal(err)
		}
		if back := got.Summary(); back == nil || !bytes.Equal(NewFact(back).data, fact.data) || back.empty() != s.empty() {
			t.Errorf("%s: got %v, want %v", name, got, fact)
		}
	}
	if new(Fact).Summary() != nil || (&Fact{[]byte("gob of an older version")}).Summary() != nil {
		t.Error("a fact of another version was read")
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

func TestFactsAreStable(t *testing.T) {
	encode := func() []byte {
		var buf bytes.Buffer
		all := facts(t)
		for _, name := range []string{"New", "Start", "Wait", "Ignore"} {
			if err := gob.NewEncoder(&buf).Encode(NewFact(all[name])); err != nil {
				t.Fatal(err)
			}
		}
		return buf.Bytes()
	}
	first := encode()
	for range 5 {
		if !bytes.Equal(first, encode()) {
			t.Fatal("two analyses of one package give different facts")
		}
	}
}
