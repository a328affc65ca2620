// Package frozen holds maps that others can get without a lock and that are
// changed in place.
//
// Category: frozen-write
package frozen

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
)

type key struct{}

// With writes the map of the parent context and gives it to the child.
func With(ctx context.Context, k, v string) context.Context {
	h, ok := ctx.Value(key{}).(map[string][]string)
	if !ok {
		h = make(map[string][]string)
	}
	h[k] = append(h[k], v) // want `write to h in place conflicts with reads by others; they get the same map from the context as the function does on line 18`
	return context.WithValue(ctx, key{}, h)
}

// WithFixed has a map of its own.
func WithFixed(ctx context.Context, k, v string) context.Context {
	h, ok := ctx.Value(key{}).(map[string][]string)
	if !ok {
		h = make(map[string][]string)
	}
	h = maps.Clone(h)
	h[k] = append(h[k], v)
	return context.WithValue(ctx, key{}, h)
}

type bag struct{}

// NewBag has a bag that those who handle the request fill.
func NewBag(ctx context.Context) context.Context {
	return context.WithValue(ctx, bag{}, map[string]string{})
}

// Put fills it.
func Put(ctx context.Context, k, v string) {
	if m, ok := ctx.Value(bag{}).(map[string]string); ok {
		m[k] = v
	}
}

type table struct {
	mu  sync.Mutex // of those who write
	cur atomic.Pointer[map[string]string]
}

// Get reads without a lock.
func (t *table) Get(k string) string { return (*t.cur.Load())[k] }

// Set changes the map that Get reads, under a lock that Get does not take.
func (t *table) Set(k, v string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := *t.cur.Load()
	m[k] = v // want `write to m \(cur\) in place`
}

func put(m map[string]string, k, v string) { m[k] = v }

// SetByHelper has a helper that writes.
func (t *table) SetByHelper(k, v string) {
	m := *t.cur.Load()
	put(m, k, v) // want `this call's write to m \(cur\) on line 67 in place`
}

// SetFixed stores a new map.
func (t *table) SetFixed(k, v string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := maps.Clone(*t.cur.Load())
	next[k] = v
	t.cur.Store(&next)
}

// Begin stores the first map and goes on to fill it.
func (t *table) Begin() {
	m := map[string]string{}
	t.cur.Store(&m)
	m["begun"] = "yes" // want `write to m in place conflicts with reads by others; the Store on line 87 has given them the map`
}

// BeginFixed fills it before.
func (t *table) BeginFixed() {
	m := map[string]string{}
	m["begun"] = "yes"
	t.cur.Store(&m)
}

type locked struct {
	mu  sync.RWMutex
	cur atomic.Value
}

// Get takes the lock, as Set does.
func (l *locked) Get(k string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.cur.Load().(map[string]string)[k]
}

// Set is kept apart from Get.
func (l *locked) Set(k, v string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cur.Load().(map[string]string)[k] = v
}

type entry struct {
	mu   sync.Mutex
	tags map[string]bool
}

type registry struct{ m sync.Map }

// Tag locks the entry.
func (r *registry) Tag(name, tag string) {
	v, _ := r.m.LoadOrStore(name, &entry{tags: map[string]bool{}})
	e := v.(*entry)
	e.mu.Lock()
	e.tags[tag] = true
	e.mu.Unlock()
}

type result struct {
	ready chan struct{}
	tags  map[string]bool
}

// Fill closes a channel that others wait for.
func (r *registry) Fill(name string) *result {
	res := &result{ready: make(chan struct{}), tags: map[string]bool{}}
	if v, loaded := r.m.LoadOrStore(name, res); loaded {
		<-v.(*result).ready
		return v.(*result)
	}
	res.tags["filled"] = true
	close(res.ready)
	return res
}

// Local has a sync.Map that nobody else knows.
func Local(names []string) int {
	var m sync.Map
	for _, n := range names {
		v, _ := m.LoadOrStore(n, map[string]int{})
		v.(map[string]int)["n"]++
	}
	return len(names)
}

// Take owns what it takes out.
func (r *registry) Take(name string) map[string]int {
	v, ok := r.m.LoadAndDelete(name)
	if !ok {
		return nil
	}
	m := v.(map[string]int)
	m["taken"]++
	return m
}

// Known makes the types known.
func Known() (*table, *locked, *registry) { return new(table), new(locked), new(registry) }

func addTo(h map[string][]string, k, v string) { h[k] = append(h[k], v) }

// WithHelper leaves the write to a helper, WithLiteral to a literal.
func WithHelper(ctx context.Context, k, v string) context.Context {
	h, ok := ctx.Value(key{}).(map[string][]string)
	if !ok {
		h = make(map[string][]string)
	}
	addTo(h, k, v) // want `this call's write to h on line 174 in place conflicts with reads by others; they get the same map from the context as the function does on line 178`
	return context.WithValue(ctx, key{}, h)
}

func WithLiteral(ctx context.Context, k, v string) context.Context {
	h, ok := ctx.Value(key{}).(map[string][]string)
	if !ok {
		h = make(map[string][]string)
	}
	func() { h[k] = append(h[k], v) }() // want `write to h in place conflicts with reads by others; they get the same map from the context as the function does on line 187`
	return context.WithValue(ctx, key{}, h)
}

// WithClone has a map of its own when the literal runs.
func WithClone(ctx context.Context, k, v string) context.Context {
	h, ok := ctx.Value(key{}).(map[string][]string)
	if !ok {
		h = make(map[string][]string)
	}
	h = maps.Clone(h)
	func() { h[k] = append(h[k], v) }()
	return context.WithValue(ctx, key{}, h)
}
