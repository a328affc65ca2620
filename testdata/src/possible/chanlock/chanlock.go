// Package chanlock uses channels in the way of a lock of which nobody sees whether they
// have room for one.
package chanlock

import "sync"

// Given is given the channel.
func Given(names []string, sem chan struct{}) map[string]int {
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			sem <- struct{}{}
			out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
			<-sem
		})
	}
	wg.Wait()
	return out
}

// Pool has a channel that others may put there.
type Pool struct {
	Sem  chan struct{}
	done map[string]bool
}

// Run starts all of them.
func (p *Pool) Run(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			p.Sem <- struct{}{}
			defer func() { <-p.Sem }()
			p.done[n] = true // want `write to p\.done conflicts with the same write in another goroutine`
		})
	}
	wg.Wait()
}
