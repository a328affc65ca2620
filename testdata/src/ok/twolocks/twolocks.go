// Package twolocks has maps whose writers hold two locks.
package twolocks

import "sync"

// Routes has both locks. Writers hold both, so that either is enough to read.
type Routes struct {
	admin sync.Mutex
	mu    sync.RWMutex
	byID  map[string]int
}

// Add holds both.
func (r *Routes) Add(id string) {
	r.admin.Lock()
	defer r.admin.Unlock()
	r.mu.Lock()
	r.byID[id]++
	r.mu.Unlock()
}

// Remove holds both too.
func (r *Routes) Remove(id string) {
	r.admin.Lock()
	defer r.admin.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byID, id)
}

// Get reads under one of the locks.
func (r *Routes) Get(id string) int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byID[id]
}

// Has does too.
func (r *Routes) Has(id string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, ok := r.byID[id]
	return ok
}

// List reads under the other lock.
func (r *Routes) List() (ids []string) {
	r.admin.Lock()
	defer r.admin.Unlock()
	for id := range r.byID {
		ids = append(ids, id)
	}
	return ids
}

// Index has a lock, and so has the store around it.
type Index struct {
	sync.RWMutex
	entries map[string]int
}

// Put stores.
func (x *Index) Put(k string, v int) {
	x.Lock()
	defer x.Unlock()
	x.entries[k] = v
}

// Get looks up.
func (x *Index) Get(k string) int {
	x.RLock()
	defer x.RUnlock()
	return x.entries[k]
}

// Len counts.
func (x *Index) Len() int {
	x.RLock()
	defer x.RUnlock()
	return len(x.entries)
}

// Store changes its index under its own lock.
type Store struct {
	sync.Mutex
	idx *Index
}

// NewStore returns an empty store.
func NewStore() *Store { return &Store{idx: &Index{entries: map[string]int{}}} }

// Add changes the index.
func (s *Store) Add(k string, v int) {
	s.Lock()
	defer s.Unlock()
	s.idx.Put(k, v)
}

// Get reads it.
func (s *Store) Get(k string) int { return s.idx.Get(k) }

// Sum reads it without the lock of the index.
func (s *Store) Sum() (n int) {
	s.Lock()
	defer s.Unlock()
	for _, v := range s.idx.entries {
		n += v
	}
	return n
}
