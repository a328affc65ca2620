// Receivers and globals, unlike arguments: a method reads the guarded map of
// an object that others have too, a function that of one which all have.
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

// Total reads the sheet of its receiver.
func (s *Sheet) Total() (n int) {
	for _, c := range s.cells { // want `range over s\.cells without s\.mu conflicts with`
		n += c
	}
	return n
}

var board Sheet

// BoardTotal reads the sheet that everybody has.
func BoardTotal() (n int) {
	for _, c := range board.cells { // want `range over board\.cells without board\.mu conflicts with`
		n += c
	}
	return n
}
