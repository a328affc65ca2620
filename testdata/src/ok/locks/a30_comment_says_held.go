// A30: only a comment says that the lock is held.
//
// Safe because every call of the function happens with the lock held, as its
// comment demands; the name gives no hint.
//
// Naive mistake: to take the function for an entry of its own that accesses the
// map without the lock.
package locks

import "sync"

type commentClient struct {
	mu      sync.Mutex
	pending map[int]string
	subs    map[string]int
}

// sweep removes old entries. Lock assumed to be held.
func (c *commentClient) sweep() {
	clear(c.pending)
}

// note remembers a message.
//
// c.mu must be held.
func (c *commentClient) note(id int, s string) {
	c.pending[id] = s
	c.bump(s)
}

// bump counts a subscription; the caller must hold c.mu.
func (c *commentClient) bump(s string) { c.subs[s]++ }

// Drop removes a subscription. The caller must hold c.mu.
//
// It has no caller in this package.
func (c *commentClient) Drop(s string) { delete(c.subs, s) }

// Subscribers returns the number of subscriptions.
//
// +checklocks:c.mu
func (c *commentClient) Subscribers() int { return len(c.subs) }

func (c *commentClient) publish(id int, s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.pending) > 10 {
		c.sweep()
	}
	c.note(id, s)
}

func (c *commentClient) close() {
	c.mu.Lock()
	c.sweep()
	for s := range c.subs {
		delete(c.subs, s)
	}
	c.mu.Unlock()
}

// commentRead is only called with the read lock.
type commentRead struct {
	mu sync.RWMutex
	m  map[string]int
}

// lookup must be called with at least the read lock held.
func (r *commentRead) lookup(k string) int { return r.m[k] }

// replace must be called with the write lock held.
func (r *commentRead) replace(m map[string]int) { r.m = m }

func (r *commentRead) get(k string) int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.lookup(k)
}

func (r *commentRead) inc(k string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := make(map[string]int, len(r.m)+1)
	for key, v := range r.m {
		m[key] = v
	}
	m[k] = r.lookup(k) + 1
	r.replace(m)
}

// UseA30 calls the entries in parallel.
func UseA30() int {
	c := &commentClient{pending: map[int]string{}, subs: map[string]int{}}
	r := &commentRead{m: map[string]int{}}
	for i, s := range []string{"a", "b"} {
		go c.publish(i, s)
		go c.close()
		go r.get(s)
		go r.inc(s)
	}
	c.publish(9, "z")
	c.mu.Lock()
	n := c.Subscribers()
	c.mu.Unlock()
	r.inc("z")
	return n + r.get("z")
}
