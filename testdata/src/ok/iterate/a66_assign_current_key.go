// A66: m[currentKey] = v while ranging over m.
//
// Safe because the key exists already, so that nothing is inserted; the
// concurrent use is under the lock.
//
// Naive mistake: to take each assignment to an element for an insertion.
package iterate

import "sync"

func doubleAll(m map[string]int) {
	for k, v := range m {
		m[k] = 2 * v
	}
}

func incAll(m map[string]int) {
	for k := range m {
		m[k]++
	}
}

func appendAll(m map[string][]int) {
	for k, v := range m {
		m[k] = append(v, len(v))
	}
}

// normalise copies the key first and assigns on a branch.
func normalise(m map[string]float64, max float64) {
	for k, v := range m {
		key := k
		if v > max {
			m[key] = max
		} else {
			m[key] /= max
		}
	}
}

// weightTable does it with a struct value under the lock.
type weightEntry struct{ n, w int }

type weightTable struct {
	mu sync.RWMutex
	m  map[string]weightEntry
}

func (t *weightTable) decay() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, e := range t.m {
		e.w /= 2
		t.m[k] = e
	}
}

func (t *weightTable) add(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.m[k]
	e.n++
	e.w += 8
	t.m[k] = e
}

func (t *weightTable) weight(k string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.m[k].w
}

// UseA66 uses the table concurrently.
func UseA66() int {
	t := &weightTable{m: map[string]weightEntry{}}
	for _, k := range []string{"a", "b"} {
		go t.add(k)
		go t.decay()
		go t.weight(k)
	}
	t.add("z")
	t.decay()
	m := map[string]int{"x": 1}
	doubleAll(m)
	incAll(m)
	s := map[string][]int{"x": nil}
	appendAll(s)
	f := map[string]float64{"x": 3}
	normalise(f, 2)
	return m["x"] + len(s["x"]) + int(f["x"]) + t.weight("z")
}
