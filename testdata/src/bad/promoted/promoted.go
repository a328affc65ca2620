// Package promoted has maps that are guarded by the lock of a struct which is embedded
// beside them.
package promoted

import "sync"

// node is what all places have.
type node struct {
	sync.RWMutex
	id    string
	owner *Site
}

// Shed takes its lock from node.
type Shed struct {
	node
	boxes map[int]string
}

func (s *Shed) Put(n int, what string) {
	s.Lock()
	defer s.Unlock()
	s.boxes[n] = what
}

func (s *Shed) Take(n int) {
	s.Lock()
	defer s.Unlock()
	delete(s.boxes, n)
}

func (s *Shed) Box(n int) string {
	s.RLock()
	defer s.RUnlock()
	return s.boxes[n]
}

// Len forgets the lock.
func (s *Shed) Len() int {
	return len(s.boxes) // want `len of s.boxes without s conflicts with`
}

// Site has a lock of its own.
type Site struct {
	mu    sync.Mutex
	sheds map[string]*Shed
}

func (t *Site) Add(s *Shed) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sheds[s.id] = s
}

// Find holds the lock of the site alone.
func (t *Site) Find(n int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.sheds {
		if _, ok := s.boxes[n]; ok { // want `read of s.boxes without s conflicts with`
			return s.id
		}
	}
	return ""
}

// base has a lock with a name, core embeds it, and by a pointer.
type base struct {
	mu   sync.Mutex
	next *base
}

type core struct{ *base }

// Engine is two steps from its lock.
type Engine struct {
	core
	parts map[string]int
}

func (e *Engine) Fit(part string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.parts[part]++
}

func (e *Engine) Drop(part string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.parts, part)
}

// Has forgets the lock.
func (e *Engine) Has(part string) bool {
	return e.parts[part] > 0 // want `read of e.parts without e.mu conflicts with`
}
