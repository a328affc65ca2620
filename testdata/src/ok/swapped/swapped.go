// Package swapped holds tables that are replaced as a whole, under a lock, and read
// so that nobody minds.
package swapped

import "sync"

type table struct {
	byName map[string]string
}

// Hosts has the addresses of hosts.
type Hosts struct {
	mu  sync.RWMutex
	cur *table
}

// New returns an empty table.
func New() *Hosts { return &Hosts{cur: &table{}} }

// Load replaces the table. Only one goroutine calls it, which may look at the table
// that it has put there itself.
func (h *Hosts) Load(name, addr string) {
	if h.cur.byName[name] == addr {
		return
	}
	next := &table{byName: map[string]string{name: addr}}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cur = next
}

// Addr looks a name up.
func (h *Hosts) Addr(name string) string { return h.table().byName[name] }

func (h *Hosts) table() *table {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.cur
}

// Set says that callers hold the lock.
func (h *Hosts) Set() (string, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.getLocked("set")
}

func (h *Hosts) getLocked(name string) (string, bool) {
	addr, ok := h.cur.byName[name]
	return addr, ok
}

// Loose has a pointer that one of its methods replaces without the lock: there is
// none that all hold.
type Loose struct {
	mu  sync.Mutex
	cur *table
}

// Load replaces the table.
func (l *Loose) Load() {
	next := &table{byName: map[string]string{}}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cur = next
}

// Reset does so before anybody else has the object.
func (l *Loose) Reset() { l.cur = &table{} }

// Addr looks a name up.
func (l *Loose) Addr(name string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cur.byName[name]
}

// Len counts without the lock.
func (l *Loose) Len() int { return len(l.cur.byName) }
