package main

import (
	"fmt"
	"slices"
	"testing"
)

func TestTestsAreAnalyzedOnce(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy, `
-- buggy/in_test.go --
package buggy

import "testing"

func TestRun(t *testing.T) { Run() }
-- buggy/out_test.go --
package buggy_test

import (
	"testing"

	"example.com/m/buggy"
)

func TestRun(t *testing.T) { helper(1) }

func helper(int) {
	m := map[int]int{}
	go func() { m[1] = 1 }()
	m[2] = buggy.Run()
}
`)
	for flag, want := range map[string][]string{
		"-tests":       {"buggy/buggy.go", "buggy/out_test.go"},
		"-tests=false": {"buggy/buggy.go"},
	} {
		o := mapconcur(t, dir, flag)
		o.check(t, 1, "buggy/buggy.go:", "")
		var files []string
		for _, p := range positions(o.stdout) {
			files = append(files, p.File)
		}
		if !slices.Equal(files, want) {
			t.Errorf("%s: findings in %q, want %q:\n%s", flag, files, want, o.stdout)
		}
	}
}

// TestTestsBringTogether has methods that only tests run at once. Where there are
// very many tests, those count that start goroutines themselves or by a helper.
func TestTestsBringTogether(t *testing.T) {
	t.Parallel()
	const code = `
-- node/node.go --
package node

type node struct{ votes, terms, idle map[string]int }

func (n *node) vote()      { n.votes["a"]++ }
func (n *node) term()      { n.terms["a"]++ }
func (n *node) fill()      { go func() { n.idle["a"]++ }() }
func (n *node) count() int { return len(n.votes) }
func (n *node) last() int  { return n.terms["a"] }
func (n *node) size() int  { return len(n.idle) }
-- node/node_test.go --
package node

import "testing"

func TestVotes(t *testing.T) {
	n := &node{votes: map[string]int{}}
	go n.vote()
	t.Log(n.count())
}

func TestTerms(t *testing.T) {
	n := &node{terms: map[string]int{}}
	raise(n)
	t.Log(n.last())
}

func raise(n *node) { go n.term() }

func TestIdle(t *testing.T) {
	n := &node{}
	n.fill()
	t.Log(n.size())
}
`
	many := "-- node/many_test.go --\npackage node\n\nimport \"testing\"\n"
	for i := range 200 {
		many += fmt.Sprintf("\nfunc TestMany%d(t *testing.T) { new(node).fill() }\n", i)
	}
	for _, tt := range []struct {
		more string
		want []int
	}{{"", []int{5, 6, 7}}, {many, []int{5, 6}}} {
		o := mapconcur(t, module(t, code, tt.more), "./...")
		var lines []int
		for _, p := range positions(o.stdout) {
			lines = append(lines, p.Line)
		}
		if !slices.Equal(lines, tt.want) {
			t.Errorf("got findings in lines %d, want %d:\n%s", lines, tt.want, o.stdout)
		}
	}
}

// TestOnlyBecauseOfTests has a map that nothing but a test shares, with itself
// in the first function and with the package in the second, and one that a test
// touches while the code's own goroutine does.
func TestOnlyBecauseOfTests(t *testing.T) {
	t.Parallel()
	dir := module(t, `
-- p/p.go --
package p

var m = map[int]int{}

func Put(k int) { m[k] = 1 }

type box struct{ n map[int]int }

func (b *box) start() { go b.put(1) }

func (b *box) put(k int) { b.n[k] = 1 }
-- p/p_test.go --
package p

import "testing"

func TestPut(t *testing.T) {
	go Put(1)
	Put(2)
}

func TestStart(t *testing.T) {
	b := &box{n: map[int]int{}}
	b.start()
	b.put(2)
}
`)
	mapconcur(t, dir).check(t, 1, "write to b.n", "")
	mapconcur(t, dir, "-tests=false").check(t, 0, "", "")
	goVet(t, dir, "-mapconcur.tests=false", "./...").check(t, 0, "", "")
}

// TestMock has an object that only tests implement: what its methods hold says nothing
// of the code.
func TestMock(t *testing.T) {
	t.Parallel()
	dir := module(t, `
-- q/q.go --
package q

type store interface {
	all() map[int]int
	put(k int)
	drop(k int)
}

type Cluster struct{ s store }

func (c *Cluster) Sum() (n int) {
	for k := range c.s.all() {
		n += k
	}
	return n
}

func (c *Cluster) Add(k int)  { c.s.put(k) }
func (c *Cluster) Drop(k int) { c.s.drop(k) }
-- q/q_test.go --
package q

import (
	"sync"
	"testing"
)

type fake struct {
	sync.Mutex
	m map[int]int
}

func (f *fake) all() map[int]int { return f.m }
func (f *fake) put(k int)        { f.Lock(); defer f.Unlock(); f.m[k] = 1 }
func (f *fake) drop(k int)       { f.Lock(); defer f.Unlock(); delete(f.m, k) }

func TestSum(t *testing.T) {
	c := &Cluster{s: &fake{m: map[int]int{}}}
	c.Add(1)
	t.Log(c.Sum())
}
`)
	mapconcur(t, dir, "./...").check(t, 0, "", "")
}
