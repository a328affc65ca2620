package lostupdate

import "sync"

// Registry has a worker for each name, in a map that has its own lock.
type Registry struct {
	mu      sync.Mutex
	workers sync.Map
	names   sync.Map
}

// For keeps the worker of whoever stores last.
func (r *Registry) For(name string, mk func() worker) worker {
	if w, ok := r.workers.Load(name); ok {
		return w.(worker)
	}
	w := mk()
	r.workers.Store(name, w) // want `write to r\.workers conflicts with writes by others since the look-up on line 14`
	return w
}

// ForFixed keeps the first.
func (r *Registry) ForFixed(name string, mk func() worker) worker {
	if w, ok := r.workers.Load(name); ok {
		return w.(worker)
	}
	w, _ := r.workers.LoadOrStore(name, mk())
	return w.(worker)
}

// ForLocked looks again under a lock.
func (r *Registry) ForLocked(name string, mk func() worker) worker {
	if w, ok := r.workers.Load(name); ok {
		return w.(worker)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if w, ok := r.workers.Load(name); ok {
		return w.(worker)
	}
	w := mk()
	r.workers.Store(name, w)
	return w
}

// Restart does not care what was there when it stores.
func (r *Registry) Restart(name string, mk func() worker) {
	if old, ok := r.workers.Load(name); ok {
		old.(worker).Stop()
	}
	r.workers.Store(name, mk())
}

// forLocked must be called with r.mu held.
func (r *Registry) forLocked(name string, mk func() worker) worker {
	if w, ok := r.workers.Load(name); ok {
		return w.(worker)
	}
	w := mk()
	r.workers.Store(name, w)
	return w
}

// Alias stores a value of which any two are alike.
func (r *Registry) Alias(name string) string {
	if s, ok := r.names.Load(name); ok {
		return s.(string)
	}
	s := name + "'"
	r.names.Store(name, s)
	return s
}

type layout struct{ fields map[string]int }

func parse(name string) *layout {
	l := &layout{fields: map[string]int{}}
	l.fields[name] = len(name)
	return l
}

// Layout is a cache of results, which happen to have maps.
func (r *Registry) Layout(name string) *layout {
	if l, ok := r.names.Load(name); ok {
		return l.(*layout)
	}
	l := parse(name)
	r.names.Store(name, l)
	return l
}

var tickets sync.Map

// useTicket computes what it stores.
func useTicket(id string) {
	v, ok := tickets.Load(id)
	if !ok {
		return
	}
	n := v.(int)
	tickets.Store(id, n+1) // want "write to tickets conflicts with writes by others since the look-up"
}
