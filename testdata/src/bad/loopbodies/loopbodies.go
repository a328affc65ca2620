// Package loopbodies ranges over functions of which nothing is known: what the body of the loop does,
// it does on the goroutine of the loop, and again and again.
//
// Category: write-write
package loopbodies

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Words counts in goroutines that the loop starts.
func Words(s string) map[string]int {
	out := map[string]int{}
	var wg sync.WaitGroup
	for w := range strings.FieldsSeq(s) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[w]++ // want `write to out conflicts with the same write in another goroutine`
		}()
	}
	wg.Wait()
	return out
}

// Index is guarded.
type Index struct {
	mu    sync.Mutex
	words map[string]int
}

// Add holds the lock around the loop.
func (x *Index) Add(s string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for w := range strings.FieldsSeq(s) {
		x.words[w]++
	}
}

// Drop holds the lock in the loop.
func (x *Index) Drop(words iter.Seq[string]) {
	for w := range words {
		x.mu.Lock()
		delete(x.words, w)
		x.mu.Unlock()
	}
}

// Merge forgets the lock.
func (x *Index) Merge(more map[string]int) {
	for w, n := range maps.All(more) {
		x.words[w] += n // want `write to x.words without x.mu conflicts with`
	}
}

// Count reads beside a goroutine.
func Count(s []string) int {
	seen := map[string]bool{}
	done := make(chan bool)
	go func() {
		for w := range slices.Values(s) {
			seen[w] = true // want `write to seen conflicts with the len on line 71`
		}
		close(done)
	}()
	n := len(seen)
	<-done
	return n
}
