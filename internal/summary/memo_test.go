package summary

import (
	"math/rand"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
)

const memoSource = `package p

type tree struct {
	left, right *tree
	kids        []*tree
	m           map[string]int
}

type box struct{ all map[string]*tree; list []*tree; m map[string]int }

func down(t *tree, left bool) {
	for t != nil {
		t.m["a"]++
		if left { t = t.left } else { t = t.right }
	}
}

func both(t *tree, c bool) {
	for t != nil {
		var u *tree
		if c { u = t.left; println() } else { u = t.left }
		u.m["a"]++
		t = u
	}
}

func nested(t *tree) {
	for u := t; u != nil; u = u.right {
		for w := u; w != nil; w = w.left {
			w.m["a"]++
			if len(w.m) > 3 { u = w }
		}
		u.m["b"]++
	}
}

func queue(b *box) {
	var work []*tree
	for _, t := range b.all { work = append(work, t) }
	for len(work) > 0 {
		t := work[0]
		work = append(work[1:], t.kids...)
		t.m["a"]++
	}
}

func snapshot(b *box) {
	list := make([]*tree, 0, len(b.all))
	for _, t := range b.all { list = append(list, t) }
	for i, t := range list {
		t.m["a"]++
		if i > 0 { list[i-1].m["b"]++ }
	}
}

func again(b *box) {
	var list []*tree
	for round := 0; round < 3; round++ {
		for _, t := range b.list { list = append(list, t) }
		for _, t := range list {
			for t != nil { t.m["a"]++; t = t.left }
		}
	}
}

func other(b *box, c *box) {
	x, y := b, c
	for i := 0; i < 9; i++ {
		x.m["a"]++
		x, y = y, x
		y.m["b"]++
	}
}

func made(b *box, k string) {
	t := b.all[k]
	if t == nil { t = &tree{}; b.all[k] = t }
	for t.left != nil { t = t.left }
	t.m["a"]++
}

func closure(b *box) {
	m := b.m
	f := func() map[string]int { return m }
	for i := 0; i < 3; i++ { m = f(); m["a"]++ }
}
`

// TestPlaces asks for the places of all values of a function in different orders: the
// answers must be the same.
func TestPlaces(t *testing.T) {
	t.Parallel()
	e := Analyze(typed(t, "p.go", memoSource))
	random := rand.New(rand.NewSource(1))
	for _, fn := range e.Funcs {
		var values []ssa.Value
		for _, blk := range fn.Blocks {
			for _, i := range blk.Instrs {
				if v, ok := i.(ssa.Value); ok {
					values = append(values, v)
				}
			}
		}
		var first map[ssa.Value]place.Place
		for range 40 {
			b := heap.New(e.Heaps, fn)
			got := map[ssa.Value]place.Place{}
			for _, i := range random.Perm(len(values)) {
				got[values[i]] = b.Place(values[i])
			}
			if first == nil {
				first = got
			}
			for _, v := range values {
				if got[v] != first[v] {
					t.Errorf("%s: the place of %s = %s is %v or %v", fn.Name(), v.Name(), v, first[v], got[v])
					first[v] = got[v]
				}
			}
		}
	}
}
