// Getters of maps that are only replaced, never changed in place (copy on
// write): whoever got one may read it without the lock.
package guards

import (
	"maps"
	"sync"
)

// Routes replaces its map under the lock.
type Routes struct {
	mu    sync.Mutex
	table map[string]string
}

// Set stores a changed copy.
func (r *Routes) Set(k, v string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := maps.Clone(r.table)
	next[k] = v
	r.table = next
}

// Reset stores a new map.
func (r *Routes) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.table = map[string]string{}
}

// Has reads under the lock.
func (r *Routes) Has(k string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.table[k]
	return ok
}

// Table returns the map under the lock.
func (r *Routes) Table() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.table
}

// Names returns a clone of a map that is changed in place.
type Names struct {
	mu  sync.Mutex
	set map[string]bool
}

// Add writes in place.
func (n *Names) Add(k string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.set[k] = true
}

// Remove writes in place.
func (n *Names) Remove(k string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.set, k)
}

// Set returns a clone.
func (n *Names) Set() map[string]bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.set)
}

// Take returns the map and starts another one.
func (n *Names) Take() map[string]bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	old := n.set
	n.set = map[string]bool{}
	return old
}
