// A73: method values and bound closures that are called synchronously.
//
// Safe because the callee calls the method value on the goroutine of the
// caller, on the receiver that the caller owns or has locked.
//
// Naive mistake: not to resolve the bound receiver, so that the visitors of all
// goroutines become one object; or to take the method value for a goroutine.
package iterate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"sync"
)

// identVisitor belongs to one call of countIdents.
type identVisitor struct {
	idents map[string]int
}

func (v *identVisitor) visit(n ast.Node) bool {
	if id, ok := n.(*ast.Ident); ok {
		v.idents[id.Name]++
	}
	return true
}

func (v *identVisitor) run(fs []*ast.File) {
	v.idents["files"] = len(fs)
	for _, f := range fs {
		ast.Inspect(f, v.visit) // method value
	}
	delete(v.idents, "_")
}

func countIdents(src string) int {
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", src, 0)
	if err != nil {
		return 0
	}
	v := &identVisitor{idents: map[string]int{}}
	v.run([]*ast.File{f, f})
	return len(v.idents)
}

// wordMapper keeps a method value in a variable, a field and a table.
type wordMapper struct {
	seen  map[rune]int
	hooks map[string]func(rune) rune
	each  func(rune) rune
}

func newWordMapper() *wordMapper {
	w := &wordMapper{seen: map[rune]int{}}
	w.each = w.count
	w.hooks = map[string]func(rune) rune{"count": w.count, "skip": w.skip}
	return w
}

func (w *wordMapper) count(r rune) rune {
	w.seen[r]++
	return r
}

func (w *wordMapper) skip(r rune) rune {
	delete(w.seen, r)
	return -1
}

func (w *wordMapper) run(s string) int {
	f := w.count
	strings.Map(f, s)
	strings.Map(w.each, s)
	strings.Map(w.hooks["skip"], "xyz")
	(*wordMapper).count(w, '!') // method expression
	return len(w.seen)
}

// lockedVisitor is shared; run holds the lock while its method value is called.
type lockedVisitor struct {
	mu    sync.Mutex
	words map[string]int
}

func (l *lockedVisitor) note(s string) { l.words[s]++ }

func applyWords(s string, f func(string)) {
	for w := range strings.FieldsSeq(s) {
		f(w)
	}
}

func (l *lockedVisitor) run(s string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	applyWords(s, l.note)
	return len(l.words)
}

// UseA73 runs visitors in goroutines.
func UseA73() int {
	l := &lockedVisitor{words: map[string]int{}}
	for _, src := range []string{"package a; var x, y int", "package b; func f() {}"} {
		go countIdents(src)
		go func() { newWordMapper().run(src) }()
		go l.run(src)
	}
	w := newWordMapper()
	return countIdents("package p; type T struct{ a, b int }") + w.run("hello") + l.run("a b")
}
