// A37: double-checked locking with an RWMutex, done right.
//
// Safe because the read is under RLock, the write under Lock, and the key is
// looked up again under Lock before it is set.
//
// Naive mistake: to report check-then-act since check and write are in two
// critical sections, or to think RLock is still what is held at the write.
package locks

import "sync"

type checkedEntry struct{ n int }

type checkedCache struct {
	mu sync.RWMutex
	m  map[string]*checkedEntry
}

func (c *checkedCache) get(k string) *checkedEntry {
	c.mu.RLock()
	e, ok := c.m[k]
	c.mu.RUnlock()
	if ok {
		return e
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok = c.m[k]; !ok {
		e = new(checkedEntry)
		c.m[k] = e
	}
	return e
}

// getOrCreate creates outside of both sections and drops what is not needed.
func (c *checkedCache) getOrCreate(k string, create func() *checkedEntry) *checkedEntry {
	c.mu.RLock()
	e := c.m[k]
	c.mu.RUnlock()
	if e != nil {
		return e
	}
	fresh := create()
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.m[k]; e != nil {
		return e
	}
	c.m[k] = fresh
	return fresh
}

// lazyMapCache makes the map itself in the same way.
type lazyMapCache struct {
	mu sync.RWMutex
	m  map[string]int
}

func (l *lazyMapCache) inc(k string) int {
	l.mu.RLock()
	made := l.m != nil
	l.mu.RUnlock()
	if !made {
		l.mu.Lock()
		if l.m == nil {
			l.m = make(map[string]int)
		}
		l.mu.Unlock()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.m[k]++
	return l.m[k]
}

// viaHelpers has the two sections in two methods.
func (c *checkedCache) viaHelpers(k string) *checkedEntry {
	if e, ok := c.peek(k); ok {
		return e
	}
	return c.insert(k)
}

func (c *checkedCache) peek(k string) (*checkedEntry, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e, ok := c.m[k]
	return e, ok
}

func (c *checkedCache) insert(k string) *checkedEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.m[k]
	if !ok {
		e = new(checkedEntry)
		c.m[k] = e
	}
	return e
}

// UseA37 looks up concurrently.
func UseA37() int {
	c := &checkedCache{m: map[string]*checkedEntry{}}
	l := new(lazyMapCache)
	for _, k := range []string{"a", "b"} {
		go c.get(k)
		go c.getOrCreate(k, func() *checkedEntry { return &checkedEntry{n: 1} })
		go c.viaHelpers(k)
		go l.inc(k)
	}
	e := c.get("a")
	_ = c.viaHelpers("z")
	return e.n + l.inc("a")
}
