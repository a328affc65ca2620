// A40: a callback that the callee invokes while it holds the lock.
//
// Safe because the literal runs inside of the method that has locked.
//
// Naive mistake: to look at the literal by itself, with no locks held, or to
// look at its creator, which holds none either.
package locks

import "sync"

type callbackState struct {
	calls map[int]bool
	names map[string]int
}

type callbackConn struct {
	mu sync.Mutex
	st callbackState
}

func (c *callbackConn) update(f func(*callbackState)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(&c.st)
}

func (c *callbackConn) add(id int) {
	c.update(func(s *callbackState) { s.calls[id] = true })
}

func (c *callbackConn) finish(id int, name string) (left int) {
	c.update(func(s *callbackState) {
		delete(s.calls, id)
		s.names[name]++
		left = len(s.calls)
	})
	return left
}

// resetState is passed as a plain function.
func resetState(s *callbackState) { clear(s.calls) }

func (c *callbackConn) reset() { c.update(resetState) }

// rangeable calls back for each element.
type rangeable struct {
	mu sync.RWMutex
	m  map[string]int
	by map[int]string // guarded by mu as well
}

func (r *rangeable) each(f func(k string, v int) bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for k, v := range r.m {
		if !f(k, v) {
			return
		}
	}
}

func (r *rangeable) set(k string, v int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m[k] = v
	r.by[v] = k
}

func (r *rangeable) inverse() map[int]string {
	out := map[int]string{}
	r.each(func(k string, v int) bool {
		out[v] = k
		return r.by[v] == k // read under the lock of each
	})
	return out
}

// modify takes a method value.
func (r *rangeable) modify(f func(map[string]int)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(r.m)
}

type scaler struct{ factor int }

func (s scaler) apply(m map[string]int) {
	for k := range m {
		m[k] *= s.factor
	}
}

// UseA40 calls from several goroutines.
func UseA40() int {
	c := &callbackConn{st: callbackState{calls: map[int]bool{}, names: map[string]int{}}}
	r := &rangeable{m: map[string]int{}, by: map[int]string{}}
	for i, k := range []string{"a", "b"} {
		go c.add(i)
		go c.finish(i, k)
		go c.reset()
		go r.set(k, i)
		go r.inverse()
		go r.modify(scaler{2}.apply)
		go r.modify(func(m map[string]int) { delete(m, k) })
	}
	c.add(9)
	r.set("z", 26)
	r.modify(func(m map[string]int) { m["y"] = 25 })
	return c.finish(9, "z") + len(r.inverse())
}
