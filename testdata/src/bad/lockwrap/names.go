package lockwrap

import (
	"sync"
	"sync/atomic"
)

// counted is a lock by other names: there is nothing in it that its mutex could guard.
type counted struct {
	inner   sync.RWMutex
	waiting atomic.Int32
}

func (c *counted) acquire() {
	c.waiting.Add(1)
	c.inner.Lock()
	c.waiting.Add(-1)
}

func (c *counted) release()       { c.inner.Unlock() }
func (c *counted) acquireShared() { c.inner.RLock() }
func (c *counted) releaseShared() { c.inner.RUnlock() }

// Blobs is guarded by it.
type Blobs struct {
	lk   counted
	data map[string][]byte
}

func (b *Blobs) Put(k string, v []byte) {
	b.lk.acquire()
	defer b.lk.release()
	b.data[k] = v
}

func (b *Blobs) Get(k string) []byte {
	b.lk.acquireShared()
	defer b.lk.releaseShared()
	return b.data[k]
}

func (b *Blobs) Delete(k string) {
	delete(b.data, k) // want `delete from b\.data without b\.lk conflicts with the \w+ on line \d+`
}
