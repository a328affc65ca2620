// A75: a timer callback that locks. (limitations/a75 has the one that was
// stopped before it ran.)
//
// Safe because the callback, which runs on a goroutine of its own, takes the
// lock itself.
//
// Naive mistake: to think that the creator's lock (held at AfterFunc) covers the
// callback or deadlocks with it, or to forget about the lock in the callback.
package iterate

import (
	"context"
	"sync"
	"time"
)

// timedCache arms a timer under its lock.
type timedCache struct {
	mu sync.Mutex
	m  map[string]int
	t  *time.Timer
}

func (c *timedCache) arm(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.t != nil {
		c.t.Stop() // does not wait for a callback that runs already
	}
	c.m["armed"]++
	c.t = time.AfterFunc(d, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		clear(c.m)
	})
}

// armMethod passes a method value.
func (c *timedCache) armMethod(d time.Duration) {
	time.AfterFunc(d, c.expire)
}

func (c *timedCache) expire() {
	c.mu.Lock()
	delete(c.m, "armed")
	c.mu.Unlock()
}

func (c *timedCache) put(k string) {
	c.mu.Lock()
	c.m[k]++
	c.mu.Unlock()
}

func (c *timedCache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.m)
}

// expiringKeys has a timer per key, armed in a method with the lock held.
type expiringKeys struct {
	mu     sync.RWMutex
	timers map[string]*time.Timer
}

func (e *expiringKeys) add(k string, d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if old, ok := e.timers[k]; ok {
		old.Stop()
	}
	e.timers[k] = time.AfterFunc(d, func() { e.remove(k) })
}

func (e *expiringKeys) remove(k string) {
	e.mu.Lock()
	delete(e.timers, k)
	e.mu.Unlock()
}

func (e *expiringKeys) count() int {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return len(e.timers)
}

// watchContext locks in the function of context.AfterFunc.
func (c *timedCache) watchContext(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.m["cancelled"]++
	})
}

// tickLoop is the tick of one goroutine: select, not a callback.
func tickLoop(n int) int {
	m := map[int]bool{}
	tk := time.NewTicker(time.Millisecond)
	defer tk.Stop()
	for i := range n {
		<-tk.C
		m[i] = true
	}
	return len(m)
}

// UseA75 arms timers and uses the maps meanwhile.
func UseA75() int {
	c := &timedCache{m: map[string]int{}}
	e := &expiringKeys{timers: map[string]*time.Timer{}}
	ctx, cancel := context.WithCancel(context.Background())
	for _, k := range []string{"a", "b"} {
		go c.put(k)
		go c.size()
		c.arm(time.Millisecond)
		c.armMethod(time.Millisecond)
		e.add(k, time.Millisecond)
		go e.count()
		go tickLoop(2)
	}
	stop := c.watchContext(ctx)
	c.put("z")
	cancel()
	stop()
	e.remove("a")
	return c.size() + e.count() + tickLoop(1)
}
