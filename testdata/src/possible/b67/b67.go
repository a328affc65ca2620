// Package b67 holds pointers that publish a map without atomics (idiom B67).
//
// Category: mixed-atomic
package b67

import (
	"sync"
	"sync/atomic"
)

// A plain pointer publishes a map: who sees the pointer need not see what was
// stored in the map before.

type table struct{ rows map[string]int }

func load() map[string]int { return map[string]int{"a": 1} }

// Router replaces its table as a whole.
type Router struct {
	cur  *table
	safe atomic.Pointer[table]
	mu   sync.Mutex
	old  *table // guarded by mu
}

// NewRouter starts the goroutine that reloads.
func NewRouter() *Router {
	r := &Router{cur: &table{rows: load()}, old: &table{rows: load()}}
	r.safe.Store(r.cur)
	go r.reload()
	return r
}

func (r *Router) reload() {
	t := &table{rows: load()}
	r.cur = t // want `write to pointer r\.cur conflicts with the read on line 45; the goroutine started on line 30 runs at the same time`
	r.safe.Store(t)
	r.mu.Lock()
	r.old = t
	r.mu.Unlock()
}

// Route reads the table that the pointer leads to.
func (r *Router) Route(k string) int {
	return r.cur.rows[k]
}

// RouteOK reads it by an atomic pointer.
func (r *Router) RouteOK(k string) int { return r.safe.Load().rows[k] }

// RouteLockedOK reads it under the lock.
func (r *Router) RouteLockedOK(k string) int {
	r.mu.Lock()
	t := r.old
	r.mu.Unlock()
	return t.rows[k]
}
