// Package relay holds a goroutine that receives as often as there are workers
// and passes that on, though some of what it received was sent by the function
// itself.
//
// Category: read-write
//
// Missed because a relay is believed: that the channel has other senders than
// the workers is only looked at where a function waits for it itself.
package relay

import "sync"

// Skip sends for each name once more, so that the workers need not have ended.
func Skip(names []string) int {
	var mu sync.Mutex
	seen := map[string]bool{}
	done := make(chan bool, 2*len(names))
	wait := make(chan bool)
	for _, n := range names {
		done <- n == ""
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
	return len(seen) // missed: `len of seen conflicts with the write`
}

// Once has a relay that receives from one worker of many.
func Once(names []string) int {
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
		<-done
		wait <- true
	}()
	<-wait
	return len(seen) // missed: `len of seen conflicts with the write`
}
