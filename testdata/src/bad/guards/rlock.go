// Read locks around writes: other readers run at the same time.
package guards

import "sync"

// Memo writes under the read lock.
type Memo struct {
	mu   sync.RWMutex
	vals map[string]int
}

// Get writes, through a helper, while it holds the lock for reading.
func (m *Memo) Get(k string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if v, ok := m.vals[k]; ok {
		return v
	}
	return m.fill(k) // want `this call's write to m\.vals on line \d+ while m\.mu is only read-locked conflicts with`
}

// Put holds the lock for writing around the same helper.
func (m *Memo) Put(k string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fill(k)
}

func (m *Memo) fill(k string) int {
	m.vals[k] = len(k)
	return len(k)
}

// Meter is read by anybody, all under the read lock, as is its writer.
type Meter struct {
	mu     sync.RWMutex
	counts map[string]int
}

// Start starts the only goroutine that writes.
func (m *Meter) Start(in <-chan string) {
	go func() {
		for k := range in {
			m.mu.RLock()
			m.counts[k]++ // want `write to m\.counts while m\.mu is only read-locked conflicts with`
			m.mu.RUnlock()
		}
	}()
}

// Count reads.
func (m *Meter) Count(k string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.counts[k]
}
