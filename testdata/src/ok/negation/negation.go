// Package negation has comments that demand the lock.
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
// Lock should be held.
func (b *Box) Size() int {
	n := 0
	for range b.m {
		n++
	}
	return n
}
