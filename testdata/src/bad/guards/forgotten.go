// Forgotten locks: a method of an exported type leaves out the lock that all
// the others take. No goroutine is visible: the other methods are the evidence.
package guards

import "sync"

// Stock has one method for each way to forget the lock.
type Stock struct {
	mu    sync.Mutex
	items map[string]int
}

// Put holds the lock.
func (s *Stock) Put(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = n
}

// Get holds the lock.
func (s *Stock) Get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.items[k]
}

// Remove holds the lock.
func (s *Stock) Remove(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, k)
}

// Sum forgets the lock and reads three times, which is one cause.
func (s *Stock) Sum() int {
	n := s.items["a"] // want `read of s\.items without s\.mu, which guards it at the \w+ on line \d+ and in 2 more places`
	n += s.items["b"] // want `read of s\.items without s\.mu, which guards it at the \w+ on line \d+ and in 2 more places`
	return n + s.items["c"] // want `read of s\.items without s\.mu, which guards it at the \w+ on line \d+ and in 2 more places`
}

// Names forgets the lock while it iterates.
func (s *Stock) Names() (out []string) {
	for k := range s.items { // want `range over s\.items without s\.mu, which guards it at the \w+ on line \d+`
		out = append(out, k)
	}
	return out
}

// Swap forgets the lock and writes twice: both writes are reported.
func (s *Stock) Swap(a, b string) {
	s.items[a] = 1     // want `write to s\.items without s\.mu, which guards it at the \w+ on line \d+`
	delete(s.items, b) // want `delete from s\.items without s\.mu, which guards it at the \w+ on line \d+`
}
