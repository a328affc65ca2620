// Package limiter bounds the number of goroutines by a channel: to one, to several
// that have a lock, or as a way to wait for all of them.
package limiter

import "sync"

// One lets in one at a time.
func One(names []string) map[string]int {
	sem := make(chan struct{}, 1)
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			out[n] = len(n)
		}()
	}
	wg.Wait()
	return out
}

// Given has a channel of which nobody sees the capacity.
func Given(names []string, sem chan struct{}) map[string]int {
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			out[n] = len(n)
			<-sem
		}()
	}
	wg.Wait()
	return out
}

// Locked has a lock for the map.
func Locked(names []string) map[string]int {
	sem := make(chan struct{}, 8)
	var mu sync.Mutex
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			out[n] = len(n)
			mu.Unlock()
			<-sem
		}()
	}
	wg.Wait()
	return out
}

// Filled fills the room up to wait for the last ones.
func Filled(names []string) int {
	sem := make(chan struct{}, 3)
	var mu sync.Mutex
	out := map[string]int{}
	for _, n := range names {
		sem <- struct{}{}
		go func() {
			mu.Lock()
			out[n] = len(n)
			mu.Unlock()
			<-sem
		}()
	}
	for range cap(sem) {
		sem <- struct{}{}
	}
	return len(out)
}

// Pool has a channel for one in a field, which an option may replace.
type Pool struct {
	sem  chan struct{}
	done map[string]bool
}

// New returns a pool for four, or as many as are given.
func New(sem chan struct{}) *Pool {
	p := &Pool{sem: make(chan struct{}, 4), done: map[string]bool{}}
	if sem != nil {
		p.sem = sem
	}
	return p
}

// Run starts all of them.
func (p *Pool) Run(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		p.sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			p.done[n] = true
			<-p.sem
		}()
	}
	wg.Wait()
}

// Counted fills it up with a counter.
func Counted(names []string) int {
	sem := make(chan struct{}, 3)
	var mu sync.Mutex
	out := map[string]int{}
	for _, n := range names {
		sem <- struct{}{}
		go func() {
			mu.Lock()
			out[n] = len(n)
			mu.Unlock()
			<-sem
		}()
	}
	for i := 0; i < cap(sem); i++ {
		sem <- struct{}{}
	}
	return len(out)
}

// Answered waits as often as it has started goroutines.
func Answered(names []string) int {
	done := make(chan struct{})
	var mu sync.Mutex
	out := map[string]int{}
	for _, n := range names {
		go func() {
			mu.Lock()
			out[n] = len(n)
			mu.Unlock()
			done <- struct{}{}
		}()
	}
	for range len(names) {
		<-done
	}
	return len(out)
}
