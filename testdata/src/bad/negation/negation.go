// Package negation: a comment that forbids the lock to be held is no promise
// that it is.
package negation

import "sync"

type Box struct {
	mu sync.Mutex
	m  map[string]int
}

func (b *Box) Put(k string, v int) {
	b.mu.Lock()
	b.m[k] = v
	b.mu.Unlock()
}

func (b *Box) Get(k string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.m[k]
}

// Size counts the elements.
// Lock should not be held.
func (b *Box) Size() int {
	n := 0
	for range b.m { // want `range over b\.m without b\.mu`
		n++
	}
	return n
}
