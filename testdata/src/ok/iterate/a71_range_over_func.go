// A71: bodies of range-over-func loops.
//
// Safe because the body runs on the goroutine of the loop, with the locks that
// are held there; a lock, unlock or defer in it belongs to the outer function.
//
// Naive mistake: to take the synthetic function of the body for a literal on
// another goroutine or without locks.
package iterate

import (
	"iter"
	"maps"
	"slices"
	"sync"
)

func addAll(dst map[string]int, seq iter.Seq2[string, int]) {
	dst["added"]++
	for k, v := range seq {
		dst[k] += v
	}
	dst["added"]++
}

func countdown(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := n; i > 0; i-- {
			if !yield(i) {
				return
			}
		}
	}
}

// seqTable ranges over functions under its lock.
type seqTable struct {
	mu sync.Mutex
	m  map[int]string
}

// fill holds the lock around the loop.
func (t *seqTable) fill(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range countdown(n) {
		if i == 3 {
			continue
		}
		t.m[i] = "filled"
	}
}

// fillEach locks and unlocks in the body.
func (t *seqTable) fillEach(n int) {
	for i := range countdown(n) {
		t.mu.Lock()
		t.m[i] = "each"
		t.mu.Unlock()
	}
}

// find locks in the body; the deferred unlock runs at the end of find.
func (t *seqTable) find(n int) string {
	for i := range countdown(n) {
		t.mu.Lock()
		defer t.mu.Unlock()
		if s, ok := t.m[i]; ok {
			delete(t.m, i)
			return s
		}
		break
	}
	return ""
}

// all yields under the lock.
func (t *seqTable) all() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		for k, v := range t.m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (t *seqTable) sum() (n int) {
	for k, v := range t.all() {
		n += k + len(v)
	}
	return n
}

// dropLong changes the map in the body of a loop over all, whose lock is held.
func (t *seqTable) dropLong() {
	for k, v := range t.all() {
		if len(v) > 5 {
			delete(t.m, k)
		}
	}
}

func (t *seqTable) sortedKeys() []int {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []int
	for _, k := range slices.Sorted(maps.Keys(t.m)) {
		out = append(out, k)
	}
	return out
}

// UseA71 uses the table concurrently.
func UseA71() int {
	t := &seqTable{m: map[int]string{}}
	for i := range 4 {
		go t.fill(i)
		go t.fillEach(i)
		go t.find(i)
		go t.sum()
		go t.dropLong()
		go t.sortedKeys()
		go addAll(map[string]int{}, maps.All(map[string]int{"a": i}))
	}
	t.fill(5)
	t.fillEach(2)
	dst := map[string]int{}
	addAll(dst, maps.All(map[string]int{"z": 1}))
	return len(dst) + len(t.find(5)) + t.sum() + len(t.sortedKeys())
}
