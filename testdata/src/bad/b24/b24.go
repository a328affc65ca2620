// Package b24 holds idiom B24, WaitGroup misuse: with Add inside the goroutine
// or Done before its last write, the read after Wait is not after the writes.
//
// Category: read-write
package b24

import "sync"

// lateAdd counts the goroutine in only when it runs.
func lateAdd(keys []string) int {
	m := map[string]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		go func() {
			wg.Add(1)
			defer wg.Done()
			mu.Lock()
			m[k] = true
			mu.Unlock()
		}()
	}
	wg.Wait()
	return len(m) // want `len of m without mu conflicts with the write`
}

// Run does not wait for anything.
func Run() int { return lateAdd([]string{"a", "b", "c"}) }

// earlyDone writes once more after Done.
func earlyDone(keys []string) int {
	m := map[string]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer func() {
				mu.Lock()
				m["last"] = true
				mu.Unlock()
			}()
			defer wg.Done() // runs before the function deferred above
			mu.Lock()
			m[k] = true
			mu.Unlock()
		}()
	}
	wg.Wait()
	return len(m) // want `len of m without mu conflicts with the write`
}

// RunEarlyDone waits for all but the last writes.
func RunEarlyDone() int { return earlyDone([]string{"a", "b", "c"}) }

// lateAddFixed counts before it starts.
func lateAddFixed(keys []string) int {
	m := map[string]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() {
			mu.Lock()
			m[k] = true
			mu.Unlock()
		})
	}
	wg.Wait()
	return len(m)
}

// RunFixed waits for all.
func RunFixed() int { return lateAddFixed([]string{"a", "b", "c"}) }

// earlyDoneFixed defers Done first, so that it runs last.
func earlyDoneFixed(keys []string) int {
	m := map[string]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				mu.Lock()
				m["last"] = true
				mu.Unlock()
			}()
			mu.Lock()
			m[k] = true
			mu.Unlock()
		}()
	}
	wg.Wait()
	return len(m)
}

// RunEarlyDoneFixed waits for all.
func RunEarlyDoneFixed() int { return earlyDoneFixed([]string{"a", "b", "c"}) }
