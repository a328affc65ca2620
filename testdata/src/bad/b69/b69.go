// Package b69 holds idiom B69, insert while ranging: whether the loop visits
// the new entry is open, so the outcome differs from run to run. There is no
// data race, all accesses are ordered.
//
// Category: range-mutate
package b69

func grow(m map[int]int) {
	for k, v := range m {
		m[k*2] = v // want `write to m conflicts with the range on line 9; the loop makes both and goes on afterwards`
	}
}

type graph struct {
	deps map[string][]string
}

func (g *graph) closeOver() {
	for name, deps := range g.deps {
		for _, d := range deps {
			g.deps[d] = append(g.deps[d], name) // want `write to g\.deps conflicts with the range on line 19`
		}
	}
}

// Run mutates while it ranges.
func Run() int {
	m := map[int]int{1: 1, 3: 3}
	grow(m)
	g := &graph{deps: map[string][]string{"a": {"b"}}}
	g.closeOver()
	return len(m) + len(g.deps)
}

// growFixed collects first and inserts then.
func growFixed(m map[int]int) {
	add := make(map[int]int, len(m))
	for k, v := range m {
		add[k*2] = v
	}
	for k, v := range add {
		m[k] = v
	}
}

// doubleOK writes the entry that it visits.
func doubleOK(m map[int]int) {
	for k, v := range m {
		m[k] = 2 * v
	}
}

// pruneOK deletes, which the language defines.
func pruneOK(m map[int]int) {
	for k, v := range m {
		if v == 0 {
			delete(m, k)
		}
	}
}

// defaultOK leaves the loop after the insertion.
func defaultOK(m map[int]int) {
	for k, v := range m {
		if v < 0 {
			m[-k] = -v
			break
		}
	}
}

// RunFixed drives the corrected functions.
func RunFixed() int {
	m := map[int]int{1: 1, 3: 3}
	growFixed(m)
	doubleOK(m)
	pruneOK(m)
	defaultOK(m)
	return len(m)
}
