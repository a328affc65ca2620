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
	n := m.vals[""]
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

type semaphore interface{ release(k string) }

type counting struct{ holders map[string]bool }

func (c *counting) release(k string) {
	delete(c.holders, k) // want `delete from c\.holders while .*mu is only read-locked`
}

// Manager has one lock for all semaphores.
type Manager struct {
	mu   sync.RWMutex
	all  map[string]semaphore
	some *counting
}

// Release only reads its own map.
func (m *Manager) Release(name, k string) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if s, ok := m.all[name]; ok {
		s.release(k)
	}
	m.some.release(k)
}

// Add holds the lock.
func (m *Manager) Add(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &counting{holders: map[string]bool{}}
	m.all[name], m.some = c, c
}

// RunManager releases in several goroutines.
func RunManager() {
	m := &Manager{all: map[string]semaphore{}}
	m.Add("a")
	for range 4 {
		go m.Release("a", "b")
	}
}

type ender interface{ end(k string) }

type noting struct{ ended map[string]bool }

func (n *noting) end(k string) {
	n.ended[k] = true // want `write to n\.ended while .*mu is only read-locked`
}

type asking struct{ d *Desk }

func (a *asking) end(k string) { a.d.Len() }

// Desk calls what may take its lock, too.
type Desk struct {
	mu  sync.RWMutex
	all map[string]ender
	one *noting
}

// Len reads.
func (d *Desk) Len() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.all)
}

// End would wait for itself with a lock for writing.
func (d *Desk) End(name string) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	d.all[name].end(name)
	d.one.end(name)
}

// RunDesk ends in several goroutines.
func RunDesk() {
	d := &Desk{all: map[string]ender{}, one: &noting{ended: map[string]bool{}}}
	d.all["a"], d.all["b"] = d.one, &asking{d}
	for range 4 {
		go d.End("a")
	}
}
