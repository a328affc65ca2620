package b16

import "sync"

// Tombs has a lock of its own, and one that it has a pointer to.
type Tombs struct {
	sync.Mutex
	lock *sync.RWMutex
	ids  map[int]bool
}

// New returns an empty set.
func New() *Tombs { return &Tombs{lock: new(sync.RWMutex), ids: map[int]bool{}} }

// Add adds.
func (t *Tombs) Add(id int) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.ids[id] = true
}

// Has looks up.
func (t *Tombs) Has(id int) bool {
	t.lock.RLock()
	defer t.lock.RUnlock()
	return t.ids[id]
}

// Remove removes.
func (t *Tombs) Remove(id int) {
	t.lock.Lock()
	defer t.lock.Unlock()
	delete(t.ids, id)
}

// All takes the wrong lock.
func (t *Tombs) All() (out []int) {
	t.Lock()
	defer t.Unlock()
	for id := range t.ids { // want `range over t\.ids without t\.lock conflicts with the \w+ on line 19`
		out = append(out, id)
	}
	return out
}
