package guard

import "sync"

// Single is a type of which the package has one object, that everybody finds in
// a variable.
type Single struct {
	mu     sync.Mutex
	states map[string]int
}

var single *Single

// set holds the lock.
func (s *Single) set(k string) {
	s.mu.Lock()
	s.states[k]++
	s.mu.Unlock()
}

// drop holds the lock.
func (s *Single) drop(k string) {
	s.mu.Lock()
	delete(s.states, k)
	s.mu.Unlock()
}

// fetch calls the object by the name that it has here.
func (s *Single) fetch(names []string) {
	for _, n := range names {
		s.states[n] = 2 // want `write to s\.states without s\.mu conflicts with`
	}
}

func (s *Single) begin(names []string) { go s.fetch(names) }

// Serve makes the object.
func Serve(names []string) {
	single = &Single{states: map[string]int{}}
	single.begin(names)
}

// Set and Drop use it.
func Set(k string) { single.set(k) }

func Drop(k string) { single.drop(k) }
