// Locks of strangers: a lock of an object that does not own the map, held for
// something else while the map is written, is not its guard.
package guards

import "sync"

// Event is in the hands of one goroutine at a time.
type Event struct{ Tags map[string]string }

// Scope guards what it hands out, not the events that it is asked to fill.
type Scope struct {
	mu     sync.RWMutex
	tags   map[string]string
	extras map[string]string
}

// Tag writes to the scope's own map.
func (s *Scope) Tag(k, v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tags[k] = v
}

// Extra writes to the scope's own map.
func (s *Scope) Extra(k, v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.extras[k] = v
}

// AddTags writes to the event while the scope is read-locked.
func (e *Event) AddTags(s *Scope) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for k, v := range s.tags {
		e.Tags[k] = v
	}
}

// AddExtras writes to the event while the scope is read-locked.
func (e *Event) AddExtras(s *Scope) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for k, v := range s.extras {
		e.Tags["extra."+k] = v
	}
}

// Tag reads without any lock.
func (e *Event) Tag(k string) string { return e.Tags[k] }
