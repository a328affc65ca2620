// A12: a map in an atomic.Value, copied and replaced under a writer lock.
//
// Safe because a published map is never written again: the writer changes a
// clone, and its Store is synchronized before the Load that observes it.
//
// Naive mistake: to pair the write to the clone (made under the lock) with the
// unlocked reads of a map of the same type loaded from the same field.
package cow

import (
	"maps"
	"sync"
	"sync/atomic"
)

// featureTable is written rarely and read without a lock.
type featureTable struct {
	mu sync.Mutex   // serialises writers
	v  atomic.Value // map[string]bool, never modified after Store
}

func (t *featureTable) add(k string, on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	old, _ := t.v.Load().(map[string]bool)
	next := maps.Clone(old)
	if next == nil {
		next = map[string]bool{}
	}
	next[k] = on
	t.v.Store(next)
}

// remove copies with a loop.
func (t *featureTable) remove(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	old, _ := t.v.Load().(map[string]bool)
	next := make(map[string]bool, len(old))
	for name, on := range old {
		next[name] = on
	}
	delete(next, k)
	t.v.Store(next)
}

func (t *featureTable) enabled(k string) bool {
	m, _ := t.v.Load().(map[string]bool)
	return m[k]
}

func (t *featureTable) count() int {
	n := 0
	for _, on := range t.v.Load().(map[string]bool) {
		if on {
			n++
		}
	}
	return n
}

// plainCopyTable keeps the map in an ordinary field: the lock covers the field,
// while the map behind it is immutable and may be used after Unlock.
type plainCopyTable struct {
	mu sync.RWMutex
	m  map[string]int // replaced as a whole
}

func (t *plainCopyTable) snapshot() map[string]int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.m
}

func (t *plainCopyTable) set(k string, v int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := maps.Clone(t.m)
	if next == nil {
		next = make(map[string]int)
	}
	next[k] = v
	t.m = next
}

func (t *plainCopyTable) sum() (n int) {
	for _, v := range t.snapshot() { // no lock needed: the map does not change
		n += v
	}
	return n
}

// UseA12 runs writers and readers in parallel.
func UseA12() int {
	t := new(featureTable)
	t.add("base", true)
	for _, k := range []string{"a", "b", "c"} {
		go t.add(k, true)
		go t.remove(k)
		go t.enabled(k)
		go t.count()
	}

	p := new(plainCopyTable)
	p.set("zero", 0)
	for _, k := range []string{"a", "b"} {
		go p.set(k, 1)
		go p.sum()
		go func() { _ = p.snapshot()[k] }()
	}
	t.add("z", true)
	p.set("z", 2)
	return t.count() + p.sum()
}
