// Package outer guards collections of another package, which have no lock, and
// forgets it.
package outer

import (
	"sync"

	"bad/outer/coll"
)

// ID is a key.
type ID string

// Key is the ID itself.
func (id ID) Key() string { return string(id) }

// State has its collections as a value and as a pointer.
type State struct {
	mu     sync.Mutex
	status coll.Table[ID, int]
	seen   *coll.Set
}

// NewState returns a state with empty collections.
func NewState() *State { return &State{status: coll.Make[ID, int](), seen: coll.New()} }

// Report writes.
func (s *State) Report(id ID, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Put(id, status)
	s.seen.Add(string(id))
}

// Status reads.
func (s *State) Status(id ID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.seen.Has(string(id)) {
		return -1
	}
	return s.status.Get(id)
}

// Failed forgets the lock.
func (s *State) Failed(id ID) bool {
	return s.status.Get(id) > 1 // want `call leads to a read of s\.status\.elems at coll\.go:19 without s\.mu, which guards it at the \w+ on line 31 and in 1 more place`
}

// Count forgets the lock.
func (s *State) Count() int {
	return s.seen.Len() // want `call leads to a len of s\.seen\.names at coll\.go:34 without s\.mu, which guards it at the \w+ on line 32 and in 1 more place`
}

// Forget forgets the lock in a helper.
func (s *State) Forget(id ID) { s.mark(id) }

func (s *State) mark(id ID) {
	s.seen.Add("forgotten " + string(id)) // want `call leads to a write to s\.seen\.names at coll\.go:28 without s\.mu, which guards it`
}

var (
	namesMu sync.RWMutex
	names   = coll.New()
)

// Add writes.
func Add(name string) {
	namesMu.Lock()
	defer namesMu.Unlock()
	names.Add(name)
}

// Has reads.
func Has(name string) bool {
	namesMu.RLock()
	defer namesMu.RUnlock()
	return names.Has(name)
}

// Peek forgets the lock.
func Peek(name string) bool {
	return names.Has(name) // want `call leads to a read of names\.names at coll\.go:31 without namesMu, which guards it at the \w+ on line 71 and in 1 more place`
}

// Both forgets the lock for two of them.
func (s *State) Both(id ID) bool {
	return s.seen.Has(string(id)) && // want `call leads to a read of s\.seen\.names at coll\.go:31 without s\.mu, which guards it`
		s.status.Get(id) > 1 // want `call leads to a read of s\.status\.elems at coll\.go:19 without s\.mu, which guards it`
}

// Shelf has a collection that it looks into without its methods, too.
type Shelf struct {
	mu   sync.Mutex
	open *coll.Open
}

// Put writes.
func (s *Shelf) Put(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open.Add(name)
}

// Take writes.
func (s *Shelf) Take(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open.Names, name)
}

// List forgets the lock.
func (s *Shelf) List() (names []string) {
	for n := range s.open.Names { // want `range over s\.open\.Names without s\.mu, which guards it at the \w+ on line 102 and in 1 more place`
		names = append(names, n)
	}
	return names
}
