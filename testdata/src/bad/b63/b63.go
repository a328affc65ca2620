// Package b63 holds idiom B63, sync.Map.Range taken for a snapshot: a sum or a
// length counted by Range need not be that of any moment. It is no race and may
// be meant, so nothing is reported.
//
// Category: none
package b63

import "sync"

type accounts struct {
	m sync.Map // string -> int
}

func (a *accounts) total() (sum int) {
	a.m.Range(func(_, v any) bool {
		sum += v.(int)
		return true
	})
	return sum
}

func (a *accounts) move(from, to string) {
	a.m.Store(from, 0)
	a.m.Store(to, 1)
}

// Run sums up while a unit moves.
func Run() int {
	a := new(accounts)
	a.m.Store("x", 1)
	a.m.Store("y", 0)
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.move("x", "y")
	}()
	n := a.total()
	<-done
	return n
}

type accountsFixed struct {
	mu sync.Mutex
	m  map[string]int
}

func (a *accountsFixed) total() (sum int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, n := range a.m {
		sum += n
	}
	return sum
}

func (a *accountsFixed) move(from, to string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.m[from]--
	a.m[to]++
}

// RunFixed sums up under the lock.
func RunFixed() int {
	a := &accountsFixed{m: map[string]int{"x": 1, "y": 0}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.move("x", "y")
	}()
	n := a.total()
	<-done
	return n
}
