// Fewer receives than sends: a function waits for one of its goroutines,
// whichever is the first.
package order

import "sync"

// FanIn receives once.
func FanIn(names []string) int {
	var mu sync.Mutex
	seen := map[string]bool{}
	done := make(chan bool, len(names))
	for _, n := range names {
		go func() {
			mu.Lock()
			seen[n] = true
			mu.Unlock()
			done <- true
		}()
	}
	<-done
	return len(seen) // want `len of seen without mu conflicts with the write on line \d+.*; mu is held there`
}

// Two receives once.
func Two() int {
	var mu sync.Mutex
	seen := map[string]bool{}
	done := make(chan bool, 2)
	go func() {
		mu.Lock()
		seen["a"] = true
		mu.Unlock()
		done <- true
	}()
	go func() {
		mu.Lock()
		seen["b"] = true
		mu.Unlock()
		done <- true
	}()
	<-done
	return len(seen) // want `len of seen without mu conflicts with the write on line \d+.*; mu is held there`
}
