// A16: a mutex in the same struct as the map it guards.
//
// Safe because every access holds the mutex of the same object, and Unlock is
// synchronized before the next Lock returns.
//
// Naive mistake: to miss the lock when the unlock is deferred or repeated on
// several paths, when the object comes through another pointer, or when the
// mutex lies in a nested struct.
package locks

import (
	"sync"
	"time"
)

// mutexCache has the mutex as a field.
type mutexCache struct {
	mu sync.Mutex
	m  map[string]int
}

func (c *mutexCache) get(k string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[k]
}

func (c *mutexCache) set(k string, v int) {
	c.mu.Lock()
	c.m[k] = v
	c.mu.Unlock()
}

// addOnce unlocks by hand on each of its paths.
func (c *mutexCache) addOnce(k string, v int) bool {
	c.mu.Lock()
	if _, ok := c.m[k]; ok {
		c.mu.Unlock()
		return false
	}
	c.m[k] = v
	n := len(c.m)
	c.mu.Unlock()
	return n > 0
}

// sweep takes the lock anew in each turn.
func (c *mutexCache) sweep(keys []string) {
	for _, k := range keys {
		c.mu.Lock()
		delete(c.m, k)
		c.mu.Unlock()
		time.Sleep(time.Microsecond)
	}
}

// reset replaces the map.
func (c *mutexCache) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m = make(map[string]int)
}

// deepCache has mutex and map in a nested struct.
type deepCache struct {
	state struct {
		sync.Mutex
		byName map[string]int
	}
}

func (d *deepCache) put(k string) {
	d.state.Lock()
	defer d.state.Unlock()
	if d.state.byName == nil {
		d.state.byName = map[string]int{}
	}
	d.state.byName[k]++
}

func (d *deepCache) has(k string) bool {
	s := &d.state
	s.Lock()
	_, ok := s.byName[k]
	s.Unlock()
	return ok
}

// pointerMutexCache allocates its mutex.
type pointerMutexCache struct {
	mu *sync.Mutex
	m  map[string]int
}

func (p *pointerMutexCache) inc(k string) {
	p.mu.Lock()
	p.m[k]++
	p.mu.Unlock()
}

func (p *pointerMutexCache) size() int {
	mu := p.mu
	mu.Lock()
	defer mu.Unlock()
	return len(p.m)
}

// UseA16 shares each object with goroutines and goes on using it.
func UseA16() int {
	c := &mutexCache{m: map[string]int{}}
	d := new(deepCache)
	p := &pointerMutexCache{mu: new(sync.Mutex), m: map[string]int{}}
	for _, k := range []string{"a", "b"} {
		go c.get(k)
		go c.set(k, 1)
		go c.addOnce(k, 2)
		go c.sweep([]string{k})
		go c.reset()
		go d.put(k)
		go d.has(k)
		go p.inc(k)
		go p.size()
	}
	c.set("z", 1)
	d.put("z")
	p.inc("z")
	c.mu.Lock()
	n := len(c.m)
	c.mu.Unlock()
	return n + c.get("z") + p.size()
}
