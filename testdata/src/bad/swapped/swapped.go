// Package swapped holds tables that are replaced as a whole, under a lock, behind a
// pointer: a reader that takes the lock too late has read the pointer without it.
//
// Category: mixed-atomic
package swapped

import "sync"

type table struct {
	byName map[string]string
	byAddr map[string]string
}

// Hosts has the names and addresses of hosts.
type Hosts struct {
	mu  sync.RWMutex
	cur *table
}

// New returns an empty table.
func New() *Hosts { return &Hosts{cur: &table{}} }

// Load replaces the table.
func (h *Hosts) Load(lines [][2]string) {
	next := parse(lines)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cur = next
}

func parse(lines [][2]string) *table {
	t := &table{byName: map[string]string{}, byAddr: map[string]string{}}
	for _, l := range lines {
		t.byName[l[0]], t.byAddr[l[1]] = l[1], l[0]
	}
	return t
}

// Addr looks a name up.
func (h *Hosts) Addr(name string) string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.cur.byName[name]
}

// Name reads the pointer for the argument, before the lock is taken.
func (h *Hosts) Name(addr string) string {
	return h.lookup(h.cur.byAddr, addr) // want `read of pointer h\.cur without h\.mu conflicts with the write on line 28; Hosts\.Name and Hosts\.Load can run at the same time; h\.mu is held there`
}

func (h *Hosts) lookup(m map[string]string, k string) string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return m[k]
}
