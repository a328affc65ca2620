// Package b13 holds idiom B13, check then act over two critical sections: each
// call locks, but what the first one saw need not hold when the second one
// runs. There is no data race.
//
// Category: lost-update
//
// Missed because a look-up and the write that depends on it are joined within one
// function only: here each is in a function of its own, which locks for itself.
package b13

import "sync"

type tickets struct {
	mu sync.Mutex
	m  map[string]bool
}

func (t *tickets) has(k string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.m[k]
}

func (t *tickets) del(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.m, k)
}

func (t *tickets) take(k string) bool {
	if t.has(k) {
		t.del(k) // missed: `t\.m`
		return true
	}
	return false
}

func (t *tickets) reserve(k string, limit int) bool {
	t.mu.Lock()
	n := len(t.m)
	t.mu.Unlock()
	if n >= limit {
		return false
	}
	t.mu.Lock()
	t.m[k] = true // missed: `t\.m`
	t.mu.Unlock()
	return true
}

// Run lets two goroutines take the same ticket.
func Run() {
	t := &tickets{m: map[string]bool{"a": true}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if t.take("a") {
				t.reserve("b", 1)
			}
		})
	}
	wg.Wait()
}

type ticketsFixed struct {
	mu sync.Mutex
	m  map[string]bool
}

func (t *ticketsFixed) take(k string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	ok := t.m[k]
	delete(t.m, k)
	return ok
}

func (t *ticketsFixed) reserve(k string, limit int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.m) >= limit {
		return false
	}
	t.m[k] = true
	return true
}

// RunFixed takes and reserves in one critical section each.
func RunFixed() {
	t := &ticketsFixed{m: map[string]bool{"a": true}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if t.take("a") {
				t.reserve("b", 1)
			}
		})
	}
	wg.Wait()
}
