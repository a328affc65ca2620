// A32: conditional locking, and the unlock in a closure.
//
// Safe because each caller either asks for the lock or holds it already, so
// that the lock is held at the access on all feasible paths.
//
// Naive mistake: to merge the two branches, to find the lock "not held on some
// path", and to report a path which cannot happen.
package locks

import "sync"

type condConsumer struct {
	mu      sync.Mutex
	pending map[int]int
	acked   map[int]bool
}

func (o *condConsumer) stop(id int, needLock bool) {
	if needLock {
		o.mu.Lock()
		defer o.mu.Unlock()
	}
	delete(o.pending, id)
}

// stopAll holds the lock already.
func (o *condConsumer) stopAll() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for id := range o.pending {
		o.stop(id, false)
	}
}

// ack has lock and unlock in two separate ifs.
func (o *condConsumer) ack(id int, needLock bool) {
	if needLock {
		o.mu.Lock()
	}
	o.acked[id] = true
	if needLock {
		o.mu.Unlock()
	}
}

func (o *condConsumer) ackTwo(a, b int) {
	o.mu.Lock()
	o.ack(a, false)
	o.ack(b, false)
	o.mu.Unlock()
}

// deliver unlocks in a closure.
func (o *condConsumer) deliver(id int, needLock bool) bool {
	unlock := func() {
		if needLock {
			o.mu.Unlock()
		}
	}
	if needLock {
		o.mu.Lock()
	}
	if o.acked[id] {
		unlock()
		return false
	}
	o.pending[id]++
	unlock()
	return true
}

func (o *condConsumer) redeliver(id int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.acked, id)
	o.deliver(id, false)
}

// earlyUnlock remembers in a variable whether it still holds the lock.
func (o *condConsumer) earlyUnlock(id int) {
	o.mu.Lock()
	locked := true
	defer func() {
		if locked {
			o.mu.Unlock()
		}
	}()
	if _, ok := o.pending[id]; !ok {
		return
	}
	delete(o.pending, id)
	o.mu.Unlock()
	locked = false
	_ = id * 2 // slow work without the lock
}

// UseA32 calls with and without the lock.
func UseA32() int {
	o := &condConsumer{pending: map[int]int{}, acked: map[int]bool{}}
	for id := range 4 {
		go o.stop(id, true)
		go o.stopAll()
		go o.ack(id, true)
		go o.ackTwo(id, id+1)
		go o.deliver(id, true)
		go o.redeliver(id)
		go o.earlyUnlock(id)
	}
	o.deliver(9, true)
	o.ack(9, true)
	o.stop(9, true)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ack(10, false)
	return len(o.pending) + len(o.acked)
}
