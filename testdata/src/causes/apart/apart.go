// Package apart has bugs that need different repairs: each is a finding by itself.
package apart

import "sync"

type A struct {
	mu, other sync.RWMutex
	m, n      map[string]int
}

func (a *A) Set(k string) {
	a.mu.Lock()
	a.m[k]++
	a.mu.Unlock()
	a.other.Lock()
	a.n[k]++
	a.other.Unlock()
}

func (a *A) Get(k string) int {
	a.mu.RLock()
	v := a.m[k]
	a.mu.RUnlock()
	a.other.RLock()
	defer a.other.RUnlock()
	return v + a.n[k]
}

// Sum forgets two locks.
func (a *A) Sum() (n int) {
	for _, v := range a.m { // want `range over a\.m without a\.mu conflicts with the write on line 13; A\.Sum and A\.Set can run at the same time; a\.mu is held there and in 3 more places$`
		n += v
	}
	for _, v := range a.n { // want `range over a\.n without a\.other conflicts with the write on line 16; A\.Sum and A\.Set can run at the same time; a\.other is held there and in 1 more place$`
		n += v
	}
	return n
}

// Drop takes the lock for readers.
func (a *A) Drop(k string) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	delete(a.m, k) // want `delete from a\.m while a\.mu is only read-locked conflicts with the same delete in another goroutine; several readers can hold it at once; a write needs Lock instead of RLock$`
}

// All lets the map out.
func (a *A) All() map[string]int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.m // want `return of a\.m without a copy conflicts with the write on line 13; the caller uses the map without a\.mu; a copy of the map is missing$`
}

// B has the same mistake as A.
type B struct {
	mu sync.Mutex
	m  map[string]int
}

func (b *B) Set(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.m[k]++
}

func (b *B) Get(k string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.m[k]
}

func (b *B) Sum() (n int) {
	for _, v := range b.m { // want `range over b\.m without b\.mu conflicts with the write on line 63; B\.Sum and B\.Set can run at the same time; b\.mu is held there and in 1 more place$`
		n += v
	}
	return n
}
