// Package ownlocks holds a lock of a type that wraps a mutex, behind a pointer: copies and
// clones have the same one.
package ownlocks

import (
	"maps"
	"sync"
)

type slow struct{ inner sync.Mutex }

func (s *slow) Lock()   { s.inner.Lock() }
func (s *slow) Unlock() { s.inner.Unlock() }

// Shared has its lock behind a pointer.
type Shared struct {
	mu     *slow
	counts map[string]int
	tags   map[string]string
}

// Count holds the lock, which clones have too.
func (s *Shared) Count(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[name]++
}

// Clone shares the counts and their lock.
func (s *Shared) Clone() *Shared {
	return &Shared{mu: s.mu, counts: s.counts, tags: maps.Clone(s.tags)}
}

// View returns a copy that takes the same lock.
func (s *Shared) View() Shared {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s
}
