// Package b39 holds idiom B39, a nested map: the outer map is looked up under
// the lock, the inner one is written after it.
//
// Category: lock-leak
package b39

import "sync"

type registry struct {
	mu   sync.Mutex
	vals map[string]map[string]int
}

func newRegistry() *registry {
	return &registry{vals: map[string]map[string]int{"g": {"a": 1, "b": 2}}}
}

func (r *registry) onAdd(group, key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.vals[group] == nil {
		r.vals[group] = map[string]int{}
	}
	r.vals[group][key]++
}

func (r *registry) onDelete(group, key string) {
	r.mu.Lock()
	inner := r.vals[group]
	r.mu.Unlock()
	delete(inner, key) // want `delete from .* without registry\.mu conflicts with the write`
}

// Run adds and deletes in one group.
func Run() {
	r := newRegistry()
	done := make(chan struct{})
	go func() {
		r.onDelete("g", "a")
		close(done)
	}()
	r.onAdd("g", "c")
	<-done
}

type registryFixed struct {
	mu   sync.Mutex
	vals map[string]map[string]int
}

func newRegistryFixed() *registryFixed {
	return &registryFixed{vals: map[string]map[string]int{"g": {"a": 1, "b": 2}}}
}

func (r *registryFixed) onAdd(group, key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.vals[group] == nil {
		r.vals[group] = map[string]int{}
	}
	r.vals[group][key]++
}

func (r *registryFixed) onDelete(group, key string) {
	r.mu.Lock()
	inner := r.vals[group]
	delete(inner, key)
	r.mu.Unlock()
}

// RunFixed deletes under the lock.
func RunFixed() {
	r := newRegistryFixed()
	done := make(chan struct{})
	go func() {
		r.onDelete("g", "a")
		close(done)
	}()
	r.onAdd("g", "c")
	<-done
}
