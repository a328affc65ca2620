// Package renewed has maps that are assigned anew under a lock and that need no
// other.
package renewed

import "sync"

// A Tracker has a lock of its own for what readers note.
type Tracker struct {
	mu     sync.RWMutex
	refsMu sync.Mutex
	refs   map[string]struct{}
}

// Has notes a reference.
func (t *Tracker) Has(k string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.refs != nil {
		t.refsMu.Lock()
		t.refs[k] = struct{}{}
		t.refsMu.Unlock()
	}
	return k != ""
}

// Compact takes the references away.
func (t *Tracker) Compact() int {
	t.mu.Lock()
	t.refs = map[string]struct{}{}
	t.mu.Unlock()

	t.mu.Lock()
	refs := t.refs
	t.refs = nil
	t.mu.Unlock()
	return len(refs)
}

// A Config is loaded once; the lock keeps two loads apart, most readers need none.
type Config struct {
	mu     sync.Mutex
	values map[string]string
}

// Load replaces the values.
func (c *Config) Load(values map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values = values
}

// Value reads one.
func (c *Config) Value(k string) string { return c.values[k] }

// Has looks for one.
func (c *Config) Has(k string) bool { _, ok := c.values[k]; return ok }

// Dump lists all with those that read under the lock.
func (c *Config) Dump() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range c.values {
		n++
	}
	return n + len(c.values)
}
