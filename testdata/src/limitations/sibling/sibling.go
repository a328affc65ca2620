// Package sibling holds a map that never holds the lock which guards all other maps
// of its struct.
//
// Category: read-write
//
// Missed because no access to the map holds the lock: that it guards all other maps of the
// struct is the only evidence.
package sibling

import "sync"

type listener struct{ keys []string }

// Registry has three maps and one lock.
type Registry struct {
	mu        sync.RWMutex
	urls      map[string]string
	mappings  map[string]int
	listeners map[string]*listener
}

// New makes the maps.
func New() *Registry {
	return &Registry{urls: map[string]string{}, mappings: map[string]int{}, listeners: map[string]*listener{}}
}

// Register holds the lock.
func (r *Registry) Register(name, url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.urls[name] = url
}

// URL holds it, too.
func (r *Registry) URL(name string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.urls[name]
}

func (r *Registry) drop(name string) {
	r.mu.Lock()
	delete(r.mappings, name)
	r.mu.Unlock()
}

// Map counts.
func (r *Registry) Map(name string) {
	r.mu.Lock()
	r.mappings[name]++
	r.mu.Unlock()
}

// Subscribe makes a listener if there is none.
func (r *Registry) Subscribe(name, key string) {
	l := r.listeners[name]
	if l == nil {
		l = &listener{}
	}
	r.listeners[name] = l
	l.keys = append(l.keys, key)
}

// Unsubscribe looks the listener up and takes the lock for what is beside it.
func (r *Registry) Unsubscribe(name string) {
	if l := r.listeners[name]; l != nil {
		l.keys = nil
	}
	r.drop(name)
}
