// Locks of the owner, not of a stranger: the events belong to the object that
// is read-locked while their maps are written.
package guards

import "sync"

type event struct{ tags map[string]string }

// Scope has the events that it fills.
type Scope struct {
	mu   sync.RWMutex
	last *event
}

// Tag writes while others may read.
func (s *Scope) Tag(k, v string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.last.tags[k] = v // want `write to s\.last\.tags while s\.mu is only read-locked conflicts with`
}

// Tagged reads.
func (s *Scope) Tagged(k string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.last.tags[k]
}
