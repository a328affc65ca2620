// Package waitgroup has goroutines that WaitGroup.Go starts.
//
// Category: write-write
package waitgroup

import "sync"

// Count starts a goroutine for each word.
func Count(words []string) map[string]int {
	n := map[string]int{}
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Go(func() { n[w]++ }) // want `write to n conflicts with the same write`
	}
	wg.Wait()
	return n
}

// One waits before it changes the map itself.
func One(words []string) map[string]int {
	n := map[string]int{}
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, w := range words {
			n[w]++
		}
	})
	wg.Wait()
	n[""] = len(words)
	return n
}

// TooEarly changes the map before it waits.
func TooEarly(words []string) map[string]int {
	n := map[string]int{}
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, w := range words {
			n[w]++ // want `write to n conflicts with the write on line \d+; the goroutine started on line \d+`
		}
	})
	n[""] = len(words)
	wg.Wait()
	return n
}

type worker struct {
	wg   sync.WaitGroup
	seen map[string]bool
}

func (w *worker) run() { w.seen["run"] = true } // want `write to w\.seen conflicts with the write`

// Method passes a method value.
func Method() int {
	w := &worker{seen: map[string]bool{}}
	w.wg.Go(w.run)
	w.seen["start"] = true
	w.wg.Wait()
	return len(w.seen)
}
