// Package loopbodies ranges over functions of which nothing is known, under the lock, or with maps
// that nobody else has.
package loopbodies

import (
	"iter"
	"maps"
	"strings"
	"sync"
)

// Words waits for each goroutine before the next one.
func Words(s string) map[string]int {
	out := map[string]int{}
	for w := range strings.FieldsSeq(s) {
		done := make(chan bool)
		go func() {
			defer close(done)
			out[w]++
		}()
		<-done
	}
	return out
}

// Index is guarded.
type Index struct {
	mu    sync.Mutex
	words map[string]int
}

// Add holds the lock around the loop, and leaves it by a return.
func (x *Index) Add(s string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	for w := range strings.FieldsSeq(s) {
		if x.words[w] > 1 {
			return false
		}
		x.words[w]++
	}
	return true
}

// Drop holds the lock in the loop.
func (x *Index) Drop(words iter.Seq[string]) {
	for w := range words {
		x.mu.Lock()
		if w == "" {
			x.mu.Unlock()
			continue
		}
		delete(x.words, w)
		x.mu.Unlock()
	}
}

// Merge holds it around a loop over a map.
func (x *Index) Merge(more map[string]int) {
	x.mu.Lock()
	for w, n := range maps.All(more) {
		x.words[w] += n
	}
	x.mu.Unlock()
}

// Group fills a map of its own while goroutines read another one.
func Group(all []string, use func(string)) map[string][]string {
	out := map[string][]string{}
	var wg sync.WaitGroup
	for _, s := range all {
		for w := range strings.FieldsSeq(s) {
			out[w] = append(out[w], s)
		}
		wg.Go(func() { use(s) })
	}
	wg.Wait()
	return out
}
