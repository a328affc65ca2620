// Maps without a discipline: a lock that few accesses of a map hold, or that
// no write of it holds, is not its guard.
package guards

import "sync"

// Scratch belongs to one goroutine; its lock is for another field, and happens
// to be held at few of the accesses to words.
type Scratch struct {
	mu    sync.Mutex
	total int
	words map[string]int
}

// Add uses the map before it takes the lock for the total.
func (s *Scratch) Add(w string) {
	s.words[w]++
	s.words["last"] = len(w)
	s.mu.Lock()
	s.total++
	s.mu.Unlock()
}

// Drop uses the map without the lock.
func (s *Scratch) Drop(w string) {
	delete(s.words, w)
	s.words["dropped"]++
	s.words["drops"]++
}

// Commit writes the total down while it has the lock for it.
func (s *Scratch) Commit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.words["total"] = s.total
	s.words["commits"] = s.words["commits"] + 1
}

// Catalog is filled before it is shared: its lock, held at some reads, guards
// another field.
type Catalog struct {
	mu    sync.Mutex
	hits  int
	pages map[string]string
}

// Add is called before the catalog is shared.
func (c *Catalog) Add(k, v string) { c.pages[k] = v }

// Page counts while it reads.
func (c *Catalog) Page(k string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits++
	return c.pages[k]
}

// Len counts while it reads.
func (c *Catalog) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits++
	return len(c.pages)
}
