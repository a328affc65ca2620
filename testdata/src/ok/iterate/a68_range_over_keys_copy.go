// A68: a range over a copy of the keys; the map may be changed at will.
//
// Safe because slices.Sorted, slices.Collect or the collecting loop have ended
// the iteration of the map before the body changes it.
//
// Naive mistake: to follow maps.Keys to the map and to report the insertions in
// the body as changes during the iteration.
package iterate

import (
	"maps"
	"slices"
	"sort"
	"sync"
)

func renameAll(m map[string]int) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		m[k+"!"] = m[k]
		delete(m, k)
	}
}

func renameCollected(m map[string]int) {
	keys := slices.Collect(maps.Keys(m))
	for _, k := range keys {
		m["x"+k] = 1
	}
}

func renameByLoop(m map[string]int) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for i, k := range keys {
		m[k+"#"] = i
	}
}

// duplicateFromClone ranges over a clone and inserts into the original.
func duplicateFromClone(m map[string]int) {
	for k, v := range maps.Clone(m) {
		m[k+k] = v
	}
}

// intoOther ranges over one map and inserts into another one.
func intoOther(m map[string]int) map[string]int {
	out := map[string]int{}
	for k, v := range m {
		out[k+"?"] = v
	}
	return out
}

// generations replaces its map and fills the new one from the old one.
type generations struct {
	mu  sync.Mutex
	cur map[string]int
}

func (g *generations) next() {
	g.mu.Lock()
	defer g.mu.Unlock()
	old := g.cur
	g.cur = make(map[string]int, len(old))
	for k, v := range old {
		g.cur[k+"'"] = v + 1
	}
}

func (g *generations) rename() {
	g.mu.Lock()
	defer g.mu.Unlock()
	renameAll(g.cur)
}

func (g *generations) size() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.cur)
}

// UseA68 runs the variants.
func UseA68() int {
	g := &generations{cur: map[string]int{"a": 1, "b": 2}}
	for range 3 {
		go g.next()
		go g.rename()
		go g.size()
	}
	g.next()
	g.rename()
	m := map[string]int{"a": 1, "b": 2}
	renameAll(m)
	renameCollected(m)
	renameByLoop(m)
	duplicateFromClone(m)
	return len(intoOther(m)) + g.size()
}
