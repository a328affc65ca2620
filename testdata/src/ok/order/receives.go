// As many receives as sends: a function waits for each of its goroutines.
package order

import "sync"

// FanIn receives in a loop that counts.
func FanIn(names []string) int {
	var mu sync.Mutex
	seen := map[string]bool{}
	done := make(chan bool)
	for _, n := range names {
		go func() {
			mu.Lock()
			seen[n] = true
			mu.Unlock()
			done <- true
		}()
	}
	for range names {
		<-done
	}
	return len(seen)
}

// Two receives twice.
func Two() int {
	var mu sync.Mutex
	seen := map[string]bool{}
	done := make(chan bool)
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
	<-done
	return len(seen)
}
