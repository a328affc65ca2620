// Package outer has collections of another package: under a lock, with one of their
// own, for one goroutine, or filled before anybody else has them.
package outer

import (
	"sync"

	"ok/outer/coll"
)

// ID is a key.
type ID string

// Key is the ID itself.
func (id ID) Key() string { return string(id) }

// State has one lock for its collections, but for that which has its own.
type State struct {
	mu     sync.Mutex
	status coll.Table[ID, int]
	safe   *coll.Safe
	fixed  *coll.Set
	calls  int
}

// NewState fills what is only read later.
func NewState(names []string) *State {
	s := &State{status: coll.Make[ID, int](), safe: new(coll.Safe), fixed: coll.New()}
	for _, n := range names {
		s.fixed.Add(n)
	}
	s.status.Put("self", 0)
	return s
}

// Report writes.
func (s *State) Report(id ID, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Put(id, status)
	s.safe.Add(string(id))
	s.calls++
}

// Status reads.
func (s *State) Status(id ID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if !s.safe.Has(string(id)) || !s.fixed.Has(string(id)) {
		return -1
	}
	return s.status.Get(id)
}

// Seen needs no lock: what it asks has one, or is never changed.
func (s *State) Seen(id ID) bool { return s.safe.Has(string(id)) && s.fixed.Has(string(id)) }

// Count is right, as far as this package goes.
func (s *State) Count() int { return s.safe.Len() }

// Groups has a collection, with a lock, for each name.
type Groups struct {
	mu     sync.Mutex
	groups map[string]*group
}

type group struct {
	mu  sync.Mutex
	ids *coll.Set
}

// Add writes under the lock of the group.
func (g *Groups) Add(name, id string) {
	g.mu.Lock()
	gr := g.groups[name]
	g.mu.Unlock()
	gr.mu.Lock()
	defer gr.mu.Unlock()
	gr.ids.Add(id)
}

// Has reads under the lock of the group.
func (g *Groups) Has(name, id string) bool {
	g.mu.Lock()
	gr := g.groups[name]
	g.mu.Unlock()
	gr.mu.Lock()
	defer gr.mu.Unlock()
	return gr.ids.Has(id)
}

// Collect has a set of its own.
func (g *Groups) Collect(ids []string) int {
	set := coll.New()
	for _, id := range ids {
		set.Add(id)
	}
	return set.Len()
}

// Shelf has two collections of one type, one of them for itself.
type Shelf struct {
	mu    sync.Mutex
	open  *coll.Open
	local coll.Open
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

// Mark needs no lock: nobody else does this.
func (s *Shelf) Mark(name string) int {
	s.local.Add(name)
	return len(s.local.Names)
}
