// A23: a pointer to one mutex shared by several structs, together with the map.
//
// Safe because parent and child lock the very same mutex around the same map.
//
// Naive mistake: to name the locks parent.mu and child.mu, to find two names
// for the one map, and to report that they differ.
package locks

import "sync"

type sharingParent struct {
	mu sync.Mutex
	m  map[string]int
}

type sharingChild struct {
	mu *sync.Mutex    // the mutex of the parent
	m  map[string]int // the map of the parent
}

func (p *sharingParent) child() *sharingChild {
	return &sharingChild{mu: &p.mu, m: p.m}
}

func (p *sharingParent) inc(k string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m[k]++
}

func (c *sharingChild) inc(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k]++
}

func (c *sharingChild) get(k string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[k]
}

// scopedReplacer makes a shallow copy, as both fields are references.
type scopedReplacer struct {
	mu     *sync.RWMutex
	static map[string]string
	prefix string
}

func newScopedReplacer() *scopedReplacer {
	return &scopedReplacer{mu: new(sync.RWMutex), static: map[string]string{}}
}

func (r *scopedReplacer) scoped(prefix string) *scopedReplacer {
	r2 := *r
	r2.prefix = prefix
	return &r2
}

func (r *scopedReplacer) set(k, v string) {
	r.mu.Lock()
	r.static[r.prefix+k] = v
	r.mu.Unlock()
}

func (r *scopedReplacer) get(k string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.static[r.prefix+k]
}

// UseA23 uses the structs that share mutex and map side by side.
func UseA23() int {
	p := &sharingParent{m: map[string]int{}}
	c1, c2 := p.child(), p.child()
	go p.inc("k")
	go c1.inc("k")
	go c2.inc("k")
	go c2.get("k")

	r := newScopedReplacer()
	r2 := r.scoped("x.")
	go r.set("a", "1")
	go r2.set("a", "2")
	go r.get("a")
	go r2.get("a")

	p.inc("k")
	r.set("b", "3")
	r2.set("b", "4")
	return c1.get("k") + len(r.get("b")) + len(r2.get("b"))
}
