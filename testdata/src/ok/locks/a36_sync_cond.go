// A36: sync.Cond.
//
// Safe because cond.L is the mutex of the object, and Wait returns with it held.
//
// Naive mistake: not to connect cond.L with the mutex given to NewCond, or to
// think that the lock is gone after Wait.
package locks

import "sync"

// condQueue uses cond.L only.
type condQueue struct {
	cond  *sync.Cond
	dirty map[string]bool
	done  bool
}

func newCondQueue() *condQueue {
	return &condQueue{cond: sync.NewCond(new(sync.Mutex)), dirty: map[string]bool{}}
}

func (q *condQueue) add(k string) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.dirty[k] = true
	q.cond.Signal()
}

func (q *condQueue) get() string {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	for len(q.dirty) == 0 && !q.done {
		q.cond.Wait()
	}
	for k := range q.dirty {
		delete(q.dirty, k)
		return k
	}
	return ""
}

func (q *condQueue) stop() {
	q.cond.L.Lock()
	q.done = true
	q.cond.L.Unlock()
	q.cond.Broadcast()
}

// condPool locks by the mutex here and by cond.L there: they are the same.
type condPool struct {
	mu   sync.Mutex
	cond *sync.Cond
	free map[int]bool
}

func newCondPool(n int) *condPool {
	p := &condPool{free: make(map[int]bool)}
	p.cond = sync.NewCond(&p.mu)
	for i := range n {
		p.free[i] = true
	}
	return p
}

func (p *condPool) take() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		for i := range p.free {
			delete(p.free, i)
			return i
		}
		p.cond.Wait()
	}
}

func (p *condPool) put(i int) {
	p.cond.L.Lock()
	p.free[i] = true
	p.cond.L.Unlock()
	p.cond.Signal()
}

// condValue has the Cond by value and sets L in the constructor.
type condValue struct {
	sync.RWMutex
	changed sync.Cond
	vals    map[string]int
}

func newCondValue() *condValue {
	c := &condValue{vals: map[string]int{}}
	c.changed.L = c.RLocker()
	return c
}

func (c *condValue) set(k string, v int) {
	c.Lock()
	c.vals[k] = v
	c.Unlock()
	c.changed.Broadcast()
}

func (c *condValue) await(k string) int {
	c.changed.L.Lock() // the read side
	defer c.changed.L.Unlock()
	for c.vals[k] == 0 {
		c.changed.Wait()
	}
	return c.vals[k]
}

// UseA36 waits in goroutines and signals in the parent.
func UseA36() int {
	q := newCondQueue()
	go q.get()
	go q.get()
	go q.add("a")
	q.add("b")
	q.add("c")
	k := q.get()
	q.stop()

	p := newCondPool(2)
	for range 3 {
		go func() { p.put(p.take()) }()
	}
	i := p.take()
	p.put(i)

	c := newCondValue()
	go c.await("x")
	go c.set("y", 1)
	c.set("x", 1)
	return len(k) + i + c.await("y")
}
