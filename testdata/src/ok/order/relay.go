// Relays: a goroutine waits for all workers and passes that on to the function
// which uses their map.
package order

import "sync"

// Relay waits for a goroutine that has waited for as many as there are.
func Relay(names []string) int {
	var mu sync.Mutex
	seen := map[string]bool{}
	done := make(chan bool)
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
		for range names {
			<-done
		}
		wait <- true
	}()
	<-wait
	return len(seen)
}

// RelayClose waits for a channel that is closed after WaitGroup.Wait.
func RelayClose(names []string) int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]bool{}
	wait := make(chan struct{})
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			seen[n] = true
			mu.Unlock()
		}()
	}
	go func() {
		wg.Wait()
		close(wait)
	}()
	<-wait
	return len(seen)
}
