// Package coll has collections that keep their entries in a map.
package coll

import "sync"

// Key is what a Table is ordered by.
type Key interface{ Key() string }

// Table is a map by the text of its keys. It has no lock.
type Table[K Key, V any] struct{ elems map[string]V }

// Make returns an empty table.
func Make[K Key, V any]() Table[K, V] { return Table[K, V]{map[string]V{}} }

// Put stores.
func (t Table[K, V]) Put(k K, v V) { t.elems[k.Key()] = v }

// Get looks up.
func (t Table[K, V]) Get(k K) V { return t.elems[k.Key()] }

// Set is a set of names. It has no lock.
type Set struct{ names map[string]bool }

// New returns an empty set.
func New() *Set { return &Set{names: map[string]bool{}} }

// Add inserts.
func (s *Set) Add(name string) { s.names[name] = true }

// Has looks up.
func (s *Set) Has(name string) bool { return s.names[name] }

// Len counts.
func (s *Set) Len() int { return len(s.names) }

// Safe is a set with a lock of its own.
type Safe struct {
	mu    sync.Mutex
	names map[string]bool
}

// Add inserts.
func (s *Safe) Add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[name] = true
}

// Has looks up.
func (s *Safe) Has(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names[name]
}

// Len counts, without the lock, which is no mistake of those who call it.
func (s *Safe) Len() int { return len(s.names) }

// Open is a set whose names everybody can see.
type Open struct{ Names map[string]bool }

// Add inserts.
func (o *Open) Add(name string) { o.Names[name] = true }
