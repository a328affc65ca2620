// Package donegate has flags that are tested and set under a lock and do not make the map
// safe: it is filled again, or some access has not passed the flag, or comes after it.
package donegate

import "sync"

// Cache is filled again after Drop.
type Cache struct {
	mu     sync.Mutex
	filled bool
	names  map[string]int
}

func (c *Cache) fill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.filled {
		return
	}
	c.names["a"] = 1
	delete(c.names, "b")
	c.filled = true
}

// Drop has the next reader fill the cache anew.
func (c *Cache) Drop() {
	c.mu.Lock()
	c.filled = false
	c.mu.Unlock()
}

// Get may read while another goroutine fills.
func (c *Cache) Get(name string) int {
	c.fill()
	return c.names[name] // want `read of c.names without c.mu`
}

// Table is filled once, and added to under the same lock.
type Table struct {
	mu     sync.Mutex
	filled bool
	names  map[string]int
}

func (t *Table) fill() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.filled {
		t.names["a"] = 1
		t.filled = true
	}
	t.names["calls"]++
}

// Add adds under the lock.
func (t *Table) Add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.names[name]++
}

// Get forgets the lock.
func (t *Table) Get(name string) int {
	t.fill()
	return t.names[name] // want `read of t.names without t.mu`
}

// Lazy is made anew after Reset.
type Lazy struct {
	mu    sync.Mutex
	list  []string
	names map[string]int
}

func (l *Lazy) init(list []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.list != nil {
		return
	}
	for i, name := range list {
		l.names[name] = i
	}
	delete(l.names, "")
	l.list = list
}

// Reset has the next call fill it again.
func (l *Lazy) Reset() {
	l.mu.Lock()
	l.list = nil
	l.mu.Unlock()
}

// Get may read while another goroutine fills.
func (l *Lazy) Get(list []string, name string) int {
	l.init(list)
	return l.names[name] // want `read of l.names without l.mu`
}

// Limits has its keys replaced before the flag is tested, and after another way out.
type Limits struct {
	mu    sync.Mutex
	keys  map[string]int
	ready bool
}

// Replace takes the lock for the keys, and only later for the flag.
func (l *Limits) Replace(keys map[string]int) {
	l.mu.Lock()
	l.keys = make(map[string]int)
	for k, v := range keys {
		l.keys[k] = v
	}
	if len(keys) > 3 {
		l.mu.Unlock()
		return
	}
	if !l.ready {
		l.ready = true
	}
	l.mu.Unlock()
}

// Of holds the lock.
func (l *Limits) Of(key string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.keys[key]
}

// Watch reads without it.
func (l *Limits) Watch(key string) {
	go func() {
		_ = l.keys[key] // want `read of l.keys without l.mu conflicts with the write`
	}()
}
