// A33: a function that locks and returns its unlock.
//
// Safe because the lock is held from the call of the function to the call of
// what it returned.
//
// Naive mistake: to miss that the callee returns with the lock held, or to
// ignore that "defer s.acquire()()" runs the first call at once.
package locks

import "sync"

type unlockReturner struct {
	mu sync.Mutex
	m  map[string]bool
}

// acquire returns a method value.
func (s *unlockReturner) acquire() (unlock func()) {
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *unlockReturner) put(k string) {
	defer s.acquire()()
	s.m[k] = true
}

func (s *unlockReturner) get(k string) bool {
	unlock := s.acquire()
	defer unlock()
	return s.m[k]
}

func (s *unlockReturner) drop(k string) {
	unlock := s.acquire()
	delete(s.m, k)
	unlock()
}

// closureReturner returns a literal and may fail.
type closureReturner struct {
	rw   sync.RWMutex
	gone bool
	m    map[string]int
}

func (c *closureReturner) lockForWrite() (func(), bool) {
	c.rw.Lock()
	if c.gone {
		c.rw.Unlock()
		return nil, false
	}
	return func() { c.rw.Unlock() }, true
}

func (c *closureReturner) inc(k string) bool {
	done, ok := c.lockForWrite()
	if !ok {
		return false
	}
	defer done()
	c.m[k]++
	return true
}

func (c *closureReturner) rlock() func() {
	c.rw.RLock()
	return c.rw.RUnlock
}

func (c *closureReturner) size() int {
	defer c.rlock()()
	return len(c.m)
}

// lockedView gives the map only to holders of the lock.
type lockedView struct {
	s *unlockReturner
}

func (s *unlockReturner) view() *lockedView {
	s.mu.Lock()
	return &lockedView{s}
}

func (v *lockedView) set(k string, b bool) { v.s.m[k] = b }

func (v *lockedView) close() { v.s.mu.Unlock() }

func setThroughView(s *unlockReturner, k string) {
	v := s.view()
	defer v.close()
	v.set(k, false)
}

// UseA33 uses them concurrently.
func UseA33() int {
	s := &unlockReturner{m: map[string]bool{}}
	c := &closureReturner{m: map[string]int{}}
	for _, k := range []string{"a", "b"} {
		go s.put(k)
		go s.get(k)
		go s.drop(k)
		go setThroughView(s, k)
		go c.inc(k)
		go c.size()
	}
	s.put("z")
	c.inc("z")
	unlock := s.acquire()
	n := len(s.m)
	unlock()
	return n + c.size()
}
