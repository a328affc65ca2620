// No relays: what was received need not be what the goroutines that use the
// map have sent.
package order

import "sync"

// Fed waits for a channel that it feeds itself.
func Fed() int {
	var mu sync.Mutex
	seen := map[string]bool{}
	slots := make(chan bool, 1)
	go func() {
		mu.Lock()
		seen["a"] = true
		mu.Unlock()
		slots <- true
	}()
	slots <- true
	<-slots
	return len(seen) // want `len of seen without mu conflicts with the write on line \d+.*; mu is held there`
}

// RelayNothing waits for a goroutine that waits for nobody.
func RelayNothing(names []string) int {
	var mu sync.Mutex
	seen := map[string]bool{}
	done := make(chan bool, len(names))
	wait := make(chan bool)
	for _, n := range names {
		go func() {
			mu.Lock()
			seen[n] = true
			mu.Unlock()
			done <- true
		}()
	}
	go func() {
		wait <- true
	}()
	<-wait
	return len(seen) // want `len of seen without mu conflicts with the write on line \d+.*; mu is held there`
}

// Semaphore takes a slot for each worker and returns when the last has one.
func Semaphore(names []string) int {
	var mu sync.Mutex
	seen := map[string]bool{}
	slots := make(chan bool, 4)
	for _, n := range names {
		slots <- true
		go func() {
			mu.Lock()
			seen[n] = true
			mu.Unlock()
			<-slots
		}()
	}
	return len(seen) // want `len of seen without mu conflicts with the write on line \d+.*; mu is held there`
}
