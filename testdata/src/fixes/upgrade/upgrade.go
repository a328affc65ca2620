// Package upgrade writes under a lock that is held for reading.
package upgrade

import "sync"

// Memo has a map with a guard.
type Memo struct {
	mu   sync.RWMutex
	vals map[string]int
}

// Set holds the lock.
func (m *Memo) Set(k string, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.vals[k] = n
}

// Early gives the lock up on two ways.
func (m *Memo) Early(k string) int {
	m.mu.RLock()
	if n, ok := m.vals[k]; ok {
		m.mu.RUnlock()
		return n
	}
	m.vals[k] = 1 // want `write to m\.vals`
	m.mu.RUnlock()
	return 1
}

// Second has two sections, of which the second writes.
func (m *Memo) Second(k string) {
	m.mu.RLock()
	n := m.vals[k]
	m.mu.RUnlock()
	m.mu.RLock()
	defer m.mu.RUnlock()
	m.vals[k] = n + 1 // want `write to m\.vals`
}

// Nested calls what takes the lock too: two readers may, a writer may not.
func (m *Memo) Nested(k string) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	m.vals[k] = m.Get(k) // want `write to m\.vals`
}

// Get reads.
func (m *Memo) Get(k string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.vals[k]
}
