// Package restore: a method called Restore restores something into the object,
// not the object itself: it takes the lock elsewhere.
package restore

import "sync"

type Account struct {
	mu      sync.RWMutex
	streams map[string]int
}

func (a *Account) add(n string, v int) {
	a.mu.Lock()
	a.streams[n] = v
	a.mu.Unlock()
}

func (a *Account) Add(n string, v int) { a.add(n, v) }

func (a *Account) Lookup(n string) int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.streams[n]
}

// reserved sums up. Read lock must be held.
func (a *Account) reserved() int {
	s := 0
	for _, v := range a.streams { // want `range over a\.streams without a\.mu`
		s += v
	}
	return s
}

func (a *Account) RestoreStream(n string, v int) bool {
	if a.reserved() > 100 {
		return false
	}
	a.add(n, v)
	return true
}
