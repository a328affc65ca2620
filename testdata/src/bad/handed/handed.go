// Package handed gives functions that read a guarded map without its lock to others,
// which it knows nothing of: they call them when they like.
//
// Category: read-write
package handed

import "sync"

// Board answers questions.
type Board struct {
	mu    sync.Mutex
	ranks map[string]int
}

// New gives away a method.
func New(ask func(answer func(name string) int)) *Board {
	b := &Board{ranks: map[string]int{}}
	ask(b.find)
	return b
}

func (b *Board) find(name string) int {
	return b.ranks[name] // want `read of b\.ranks without b\.mu`
}

// Set and Remove lock.
func (b *Board) Set(name string, rank int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ranks[name] = rank
}

func (b *Board) Remove(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.ranks, name)
}

// Hub is implemented elsewhere.
type Hub interface {
	Subscribe(name string, f func() []string)
}

// List gives a literal to a hub.
type List struct {
	mu    sync.RWMutex
	names map[string]bool
	on    func(event string, f func(name string))
}

// NewList gives it away while the list is made: what only reads is there for later.
func NewList(hub Hub) *List {
	l := &List{names: map[string]bool{}}
	hub.Subscribe("list", func() []string {
		var all []string
		for n := range l.names { // want `range over l\.names without l\.mu`
			all = append(all, n)
		}
		return all
	})
	return l
}

// Watch gives a literal that writes to a function in a field, when others have the list.
func (l *List) Watch() {
	l.on("gone", func(name string) {
		delete(l.names, name) // want `delete from l\.names without l\.mu`
	})
}

// Add and Has lock.
func (l *List) Add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names[name] = true
}

func (l *List) Has(name string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.names[name]
}

func (l *List) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.names)
}

// Options are for others: this package never calls what is in them.
type Options struct{ Find func(name string) int }

// Registry has methods that are given away in a struct, and for events.
type Registry struct {
	mu    sync.Mutex
	names map[string]int
}

// NewRegistry gives them away.
func NewRegistry(serve func(Options), on func(event string, f func(name string))) *Registry {
	r := &Registry{names: map[string]int{}}
	serve(Options{Find: r.find})
	on("gone", r.gone)
	return r
}

func (r *Registry) find(name string) int {
	return r.names[name] // want `read of r\.names without r\.mu`
}

func (r *Registry) gone(name string) {
	delete(r.names, name) // want `delete from r\.names without r\.mu`
}

func (r *Registry) Add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name]++
}

func (r *Registry) Has(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[name] > 0
}

// Cache is generic.
type Cache[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

// NewCache gives away a method.
func NewCache[K comparable, V any](ask func(func(K) V)) *Cache[K, V] {
	c := &Cache[K, V]{m: map[K]V{}}
	ask(c.get)
	return c
}

func (c *Cache[K, V]) get(k K) V {
	return c.m[k] // want `read of c\.m without c\.mu`
}

func (c *Cache[K, V]) Set(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = v
}

func (c *Cache[K, V]) Delete(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, k)
}
