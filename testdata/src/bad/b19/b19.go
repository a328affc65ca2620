// Package b19 holds idiom B19, a mutex local to the call: it never leaves the
// goroutine that locks it, so it protects nothing.
//
// Category: write-write
package b19

import "sync"

var hits = map[string]int{}

func count(path string) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	hits[path]++ // want `write to hits conflicts with`
}

// Run counts from several goroutines.
func Run() {
	var wg sync.WaitGroup
	for _, p := range []string{"/", "/a", "/b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			count(p)
		}()
	}
	wg.Wait()
}

var (
	hitsFixedMu sync.Mutex
	hitsFixed   = map[string]int{}
)

func countFixed(path string) {
	hitsFixedMu.Lock()
	defer hitsFixedMu.Unlock()
	hitsFixed[path]++
}

// RunFixed counts under a package-level mutex.
func RunFixed() {
	var wg sync.WaitGroup
	for _, p := range []string{"/", "/a", "/b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			countFixed(p)
		}()
	}
	wg.Wait()
}
