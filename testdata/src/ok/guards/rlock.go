// Read locks around writes of one goroutine: nobody else touches the map, and
// the lock is for its neighbours.
package guards

import "sync"

// Meter has a map that only its goroutine uses, and a limit that others set.
type Meter struct {
	mu     sync.RWMutex
	limit  int
	counts map[string]int
}

// Start starts the only goroutine that uses the map.
func (m *Meter) Start(in <-chan string) {
	go func() {
		for k := range in {
			m.mu.RLock()
			if m.counts[k] < m.limit {
				m.counts[k]++
			}
			m.mu.RUnlock()
		}
	}()
}

// SetLimit writes the limit.
func (m *Meter) SetLimit(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit = n
}
