// A59: types that are never shared: parsers, compilers, builders, decoders.
//
// Safe because each goroutine makes an object of its own and no other goroutine
// gets to see it.
//
// Naive mistake: to take "methods without a lock write a map field, and the
// methods are reachable from several goroutines" for a race.
package forkjoin

import (
	"strings"
	"sync"
)

// symParser is used by the goroutine that made it.
type symParser struct {
	syms   map[string]int
	scopes []map[string]bool
}

func parseSyms(src string) int {
	p := &symParser{syms: map[string]int{}}
	p.push()
	defer p.pop()
	for s := range strings.FieldsSeq(src) {
		p.stmt(s)
	}
	return len(p.syms)
}

func (p *symParser) push() { p.scopes = append(p.scopes, map[string]bool{}) }

func (p *symParser) pop() { p.scopes = p.scopes[:len(p.scopes)-1] }

func (p *symParser) stmt(s string) {
	p.syms[s]++
	p.scopes[len(p.scopes)-1][s] = true
	if p.syms[s] > 3 {
		delete(p.syms, s)
	}
}

// symCompiler starts goroutines for its sources but keeps its own map to itself.
type symCompiler struct {
	objects map[string]int
}

func (c *symCompiler) compile(srcs []string) int {
	type result struct {
		src string
		n   int
	}
	out := make(chan result)
	for _, s := range srcs {
		go func() { out <- result{s, parseSyms(s)} }()
	}
	for range srcs {
		r := <-out
		c.objects[r.src] = r.n
	}
	c.link()
	return len(c.objects)
}

func (c *symCompiler) link() {
	for k, n := range c.objects {
		if n == 0 {
			delete(c.objects, k)
		}
	}
}

// attrBuilder is a value which is built and used up in one expression.
type attrBuilder struct{ attrs map[string]string }

func newAttrBuilder() *attrBuilder { return &attrBuilder{attrs: make(map[string]string)} }

func (b *attrBuilder) set(k, v string) *attrBuilder {
	b.attrs[k] = v
	return b
}

func (b *attrBuilder) String() string {
	var sb strings.Builder
	for k, v := range b.attrs {
		sb.WriteString(k + "=" + v)
	}
	return sb.String()
}

// UseA59 parses, compiles and builds in several goroutines and in the parent.
func UseA59() int {
	var wg sync.WaitGroup
	for _, src := range []string{"a b", "b c d", ""} {
		go parseSyms(src)
		wg.Go(func() { parseSyms(src) })
		wg.Go(func() {
			c := &symCompiler{objects: map[string]int{}}
			c.compile([]string{src, "x"})
		})
		wg.Go(func() { _ = newAttrBuilder().set("src", src).set("n", "1").String() })
	}
	c := symCompiler{objects: map[string]int{}}
	n := c.compile([]string{"p q", "r"}) + parseSyms("a a a a")
	b := newAttrBuilder().set("x", "y")
	b.set("z", "w")
	wg.Wait()
	return n + len(b.String())
}
