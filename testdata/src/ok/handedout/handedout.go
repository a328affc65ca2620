// Package handedout has helpers that take an object out of an atomic variable, a sync.Map or a
// context. The object has a lock, or is changed by a copy, or by whoever has made or removed it.
package handedout

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
)

// A Table replaces its map.
type Table struct {
	mu  sync.Mutex // held to replace the map
	cur atomic.Value
}

func (t *Table) get() map[string]int {
	m, _ := t.cur.Load().(map[string]int)
	return m
}

// Get reads without a lock.
func (t *Table) Get(name string) int { return t.get()[name] }

// Set stores a copy.
func (t *Table) Set(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := map[string]int{}
	for k, v := range t.get() {
		next[k] = v
	}
	next[name]++
	t.cur.Store(next)
}

// SetClone stores a clone.
func (t *Table) SetClone(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := maps.Clone(t.get())
	next[name]++
	t.cur.Store(next)
}

type entry struct {
	ready chan struct{}
	m     map[string]int
}

// A Cache lets whoever makes an entry fill it.
type Cache struct{ m sync.Map }

func (c *Cache) entry(k string) (e *entry, mine bool) {
	e = &entry{ready: make(chan struct{}), m: map[string]int{}}
	v, loaded := c.m.LoadOrStore(k, e)
	return v.(*entry), !loaded
}

// Get waits until the entry is filled.
func (c *Cache) Get(k string) int {
	e, mine := c.entry(k)
	if mine {
		e.m[k] = 1
		close(e.ready)
	} else {
		<-e.ready
	}
	return e.m[k]
}

// Drop takes the entry out of the map first.
func (c *Cache) Drop(k string) {
	if v, ok := c.m.LoadAndDelete(k); ok {
		clear(v.(*entry).m)
	}
}

// Lazy has entries that are filled once.
type Lazy struct{ m sync.Map }

type lazyEntry struct {
	once sync.Once
	m    map[string]int
}

func (l *Lazy) entry(k string) *lazyEntry {
	v, _ := l.m.LoadOrStore(k, &lazyEntry{})
	return v.(*lazyEntry)
}

// Get fills the entry.
func (l *Lazy) Get(k string) int {
	e := l.entry(k)
	e.once.Do(func() {
		e.m = map[string]int{}
		e.m[k] = 1
	})
	return e.m[k]
}

// A Locked has a lock around all that it does.
type Locked struct {
	mu sync.Mutex
	m  sync.Map
}

func (l *Locked) all(k string) map[string]bool {
	v, _ := l.m.LoadOrStore(k, map[string]bool{})
	return v.(map[string]bool)
}

// Add writes under the lock.
func (l *Locked) Add(k, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all(k)[id] = true
}

// Has reads under the lock.
func (l *Locked) Has(k, id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all(k)[id]
}

type key struct{}

type fields struct {
	mu     sync.Mutex
	values map[string]any
}

// With has an object with a lock in the context.
func With(ctx context.Context, name string, v any) context.Context {
	f, ok := ctx.Value(key{}).(*fields)
	if !ok {
		f = &fields{values: map[string]any{}}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.values[name] = v
	return context.WithValue(ctx, key{}, f)
}

type cloneKey struct{}

type options struct{ values map[string]any }

// WithClone puts a clone into the child.
func WithClone(ctx context.Context, name string, v any) context.Context {
	o, _ := ctx.Value(cloneKey{}).(options)
	if o.values = maps.Clone(o.values); o.values == nil {
		o.values = map[string]any{}
	}
	o.values[name] = v
	return context.WithValue(ctx, cloneKey{}, o)
}
