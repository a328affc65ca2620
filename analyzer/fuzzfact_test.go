package analyzer_test

import (
	"bytes"
	"cmp"
	"go/importer"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// lentSource is a package whose functions other packages call in all ways.
const lentSource = `package lent

import "sync"

type T struct {
	Mu   sync.RWMutex
	M    map[string]int
	Next *T
	Ch   chan int
	Wg   sync.WaitGroup
	F    func(*T)
}

type U struct { sync.Mutex; N map[string]int }

var G = map[int]int{}
var Hook = func(t *T) { t.M["hook"]++ }

func New() *T { return &T{M: map[string]int{}, Ch: make(chan int)} }
func Each(t *T, f func(*T, string)) { for k := range t.M { f(t, k) } }
func Spawn(t *T, f func()) { t.Wg.Add(1); go func() { defer t.Wg.Done(); f(); t.Mu.Lock(); t.M["x"]++; t.Mu.Unlock() }() }
func Wait(ts ...*T) error { for _, t := range ts { t.Wg.Wait(); <-t.Ch }; return nil }
func Any[K comparable, V any](m map[K]V, k K, v V) (map[K]V, V) { m[k] = v; return m, m[k] }
func (t *T) Lock() *T { t.Mu.Lock(); return t }
func (t *T) Unlock() { t.Mu.Unlock() }
func (u *U) Put(k string) { u.Lock(); u.N[k]++; u.Unlock() }
func (u *U) Drop(k string) { u.Lock(); delete(u.N, k); u.Unlock() }
func (t T) Copy(o *T) (T, *T, int) { t.M["c"] = 1; o.M = t.M; return t, o, 1 }
func (t *T) Run() { for { t.M["r"] = len(G); t.Ch <- 1 } }
`

// callerSource calls them.
const callerSource = `package synth

import ("lent"; "sync"; "testing")

type S struct { lent.T; own map[string]int; mu sync.Mutex; in map[string]*lent.T; u *lent.U }

var global = lent.New()
var method = (*lent.T).Run

func (s *S) Use(t *lent.T, k string) {
	go t.Run()
	defer s.Lock().Unlock()
	c, p, n := t.Copy(s.in[k])
	c.M[k], p.M[k] = n, n
	lent.Each(t, func(t *lent.T, k string) { t.M[k] = 1; s.own[k]++; go lent.Hook(t) })
	m, v := lent.Any(s.own, k, n)
	m[k] = v
	lent.Spawn(&s.T, func() { s.own[k]++; lent.G[n]++ })
	s.own[k] = s.M[k]
	_ = lent.Wait(t, &s.T, p)
	s.own[k] = 2 + s.u.N[k]
}

func Loop(ts []*lent.T, f func(*lent.T, string)) (out []*S) {
	for i, t := range ts {
		s := &S{own: map[string]int{}, in: map[string]*lent.T{"a": t}}
		go s.Use(ts[i+1], "a")
		go s.Run()
		run := t.Run
		go run()
		go method(s.in["a"])
		lent.Each(t, f)
		lent.Spawn(t, s.Unlock)
		s.Next.Next.M["x"] = <-s.Ch
		defer lent.Wait(ts...)
		out = append(out, s)
	}
	select { case <-global.Ch: global.M["g"]++; case global.Ch <- 1: lent.Hook(global.Lock()) }
	return out
}

func TestIt(t *testing.T) {
	x := lent.New()
	t.Run("a", func(t *testing.T) { t.Parallel(); x.Lock(); lent.Hook(x); x.M["t"]++; x.Unlock() })
	t.Run("b", func(t *testing.T) { t.Parallel(); x.Copy(x); lent.Any(x.M, "b", 1) })
}
`

// FuzzFact analyses a package whose dependency has facts that no version of the
// analyzer has written: those of the first argument, if they can be read, or what
// the second one says.
func FuzzFact(f *testing.F) {
	std := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	lent := check(f, std, lentSource)
	for _, fact := range lent.facts(f) {
		f.Add(fact, []byte{})
		f.Add([]byte{}, fact)
	}
	for i := range byte(16) { // whatever comes first, some of everything
		f.Add([]byte{}, bytes.Repeat([]byte{i, 3, 1, 7 * i, 2}, 200))
	}
	caller := check(f, also{std, lent.pkg}, callerSource)
	names := callable(lent.pkg)
	a := analyzer.New(analyzer.Config{Explain: true, Inventory: true, Trace: true, Confidence: "possible"})
	f.Fuzz(func(t *testing.T, raw, data []byte) {
		fact := new(effect.Fact)
		if err := fact.GobDecode(raw); err != nil {
			t.Fatal(err)
		}
		if len(known(fact, names)) == 0 && fact.Guard(guardedField) == nil {
			fact = effect.NewFact(names, slices.Repeat([]*effect.Summary{made(data)}, len(names)), []*effect.FieldGuard{madeGuard(data)})
			if len(known(fact, names)) == 0 && fact.Guard(guardedField) == nil {
				t.Skip("Functions.Summary and Fact.Guard refuse it")
			}
		}
		defer bounded(fact.String())()
		pass := caller.pass(a)
		var ds []analysis.Diagnostic
		pass.Report = func(d analysis.Diagnostic) { ds = append(ds, d) }
		pass.ImportPackageFact = func(pkg *types.Package, to analysis.Fact) bool {
			if pkg != lent.pkg {
				return false
			}
			*to.(*effect.Fact) = *fact
			return true
		}
		pass.ImportObjectFact = func(obj types.Object, to analysis.Fact) bool {
			return pass.ImportPackageFact(obj.Pkg(), to)
		}
		if _, err := a.Run(pass); err != nil {
			t.Fatal(err)
		}
		for _, d := range words(ds) {
			if strings.Contains(d, "internal error") || strings.HasPrefix(d, "0:") {
				t.Errorf("%s\nof a package that uses\n%+v", d, known(fact, names))
			}
		}
	})
}

// callable names the functions and methods of a package.
func callable(pkg *types.Package) (out []string) {
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		if named, ok := obj.Type().(*types.Named); ok {
			for m := range named.Methods() {
				out = append(out, m.Name())
			}
			continue
		}
		out = append(out, name)
	}
	return out
}

// known returns what a fact says of any of the functions.
func known(fact *effect.Fact, names []string) (out []*effect.Summary) {
	fs := fact.Functions()
	for _, name := range names {
		if s := fs.Summary(name); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// facts returns the facts about a package as they are stored.
func (u *unit) facts(tb testing.TB) (out [][]byte) {
	a := analyzer.New(analyzer.Config{})
	pass := u.pass(a)
	note := func(fact analysis.Fact) {
		data, err := fact.(*effect.Fact).GobEncode()
		if err != nil {
			tb.Error(err)
		}
		out = append(out, data)
	}
	pass.ExportPackageFact = note
	pass.ExportObjectFact = func(_ types.Object, fact analysis.Fact) { note(fact) }
	if _, err := a.Run(pass); err != nil {
		tb.Fatal(err)
	}
	return out
}

// also imports one package more.
type also struct {
	types.Importer
	pkg *types.Package
}

func (i also) Import(path string) (*types.Package, error) {
	if path == i.pkg.Name() {
		return i.pkg, nil
	}
	return i.Importer.Import(path)
}

// made returns a summary that data describe: one that could be, with places and
// threads that go together, but of no function.
func made(data []byte) *effect.Summary {
	s := new(effect.Summary)
	fill(&data, reflect.ValueOf(s).Elem())
	for _, list := range [][]effect.Access{s.Accesses, s.Scalars} {
		for i := range list {
			a := &list[i]
			a.Thread %= int16(len(s.Threads) + 1)
			a.LoadedSteps = a.LoadedSteps%int16(a.Place.Len()+2) - 1
		}
	}
	for i := range s.Calls {
		s.Calls[i].Thread %= int16(len(s.Threads) + 1)
	}
	return s
}

// guardedField is the map to which the facts that the fuzzer makes give a guard.
const guardedField = "lent.T.M"

// madeGuard returns the guard that data describe of a field.
func madeGuard(data []byte) *effect.FieldGuard {
	g := new(effect.FieldGuard)
	fill(&data, reflect.ValueOf(g).Elem())
	a := &g.Write
	a.Op, a.Scalar, a.Thread, a.LoadedSteps = state.OpWrite, effect.NotScalar, 0, -1
	a.Place = place.Place{Kind: place.Param, Path: ".M", Owner: guardedField}
	a.Field = guardedField
	a.Sync = a.Sync.With(&state.SyncFact{Place: place.Place{Kind: place.Param, Path: ".Mu", Owner: "lent.T.Mu"}, Must: true})
	g.Lock, g.Locked = cmp.Or(g.Lock, "lent.T.Mu"), g.Locked+1
	return g
}

// parts are what places are named by.
var parts = []string{"", ".M", ".Mu", ".Next.M", "[*]", "{*}", "{$1}", "[3].M", "#", ".Ch#", ".Next.Next.Next.M", "lent.T.M", "lent.T.Mu", "lent.G", "[$0]{x}", ".Wg"}

// kinds are the numbers of values of types that have few, if it is not four.
var kinds = map[reflect.Type]int{
	reflect.TypeFor[state.Op](): int(state.OpReplace) + 1, reflect.TypeFor[state.Kind](): int(state.OnEventLoop) + 1,
	reflect.TypeFor[place.Kind](): int(place.Result) + 1, reflect.TypeFor[effect.Remarks](): 8, reflect.TypeFor[effect.Scalar](): int(effect.AtomicScalar) + 1,
}

// fill sets what an encoding can hold as data says, and nothing more where there
// is no more data.
func fill(data *[]byte, v reflect.Value) {
	next := func(n int) int {
		if len(*data) == 0 {
			return 0
		}
		b := int((*data)[0])
		*data = (*data)[1:]
		return b % n
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(next(2) == 1)
	case reflect.Int, reflect.Int16:
		v.SetInt(int64(next(5)))
	case reflect.Uint8:
		v.SetUint(uint64(next(cmp.Or(kinds[v.Type()], 4))))
	case reflect.String:
		v.SetString(parts[next(len(parts))])
	case reflect.Slice:
		n := next(4)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(data, v.Index(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(data, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(data, v.Field(i))
			}
		}
		if p, ok := v.Addr().Interface().(*place.Place); ok && !p.Valid() {
			*p = place.Place{Kind: place.Param}
		}
	}
	if ms, ok := v.Addr().Interface().(*state.SyncSet); ok {
		var sorted state.SyncSet
		for _, m := range *ms {
			sorted = sorted.With(m)
		}
		*ms = sorted
	}
}
