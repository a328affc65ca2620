// Arguments: a plain function reads the guarded map of an object that it is
// given, which may be its caller's own.
package guards

import "sync"

// Sheet has a guarded map.
type Sheet struct {
	mu    sync.Mutex
	cells map[string]int
}

// Set holds the lock.
func (s *Sheet) Set(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cells[k] = n
}

// Unset holds the lock.
func (s *Sheet) Unset(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.cells, k)
}

// Total reads a sheet that its caller may have made a moment ago.
func Total(s *Sheet) (n int) {
	for _, c := range s.cells {
		n += c
	}
	return n
}
