// Package limiter bounds the number of goroutines by a channel with room for
// several, which keeps no two of them apart.
package limiter

import "sync"

// Lengths sends before it starts a goroutine, which receives at its end.
func Lengths(names []string) map[string]int {
	sem := make(chan struct{}, 8)
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
		}()
	}
	wg.Wait()
	return out
}

// Within sends and receives in the goroutine; how many may run is computed.
func Within(names []string, most int) map[string]int {
	sem := make(chan struct{}, most)
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
			<-sem
		}()
	}
	wg.Wait()
	return out
}

// Pool has the channel in a field.
type Pool struct {
	sem  chan struct{}
	mu   sync.Mutex
	done map[string]bool
}

// New returns a pool for four.
func New() *Pool { return &Pool{sem: make(chan struct{}, 4), done: map[string]bool{}} }

// Run starts all of them.
func (p *Pool) Run(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		p.sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			p.one(n)
			<-p.sem
		}()
	}
	wg.Wait()
}

func (p *Pool) one(name string) {
	if p.done[name] { // want `read of p\.done without p\.mu conflicts with the write on line 74.*; p\.mu is held there`
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done[name] = true
}

// Filled reads before the last goroutines have made room.
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
	n := len(out) // want `len of out without mu conflicts with the write on line 86.*; mu is held there`
	for range cap(sem) {
		sem <- struct{}{}
	}
	return n
}

// Unanswered waits in some rounds only.
func Unanswered(names []string) int {
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
	for i := range len(names) {
		if i > 1 {
			<-done
		}
	}
	return len(out) // want `len of out without mu conflicts with the write on line 106.*; mu is held there`
}
