// A77: a finalizer or cleanup that locks.
//
// Safe because the function that the runtime calls on its own goroutine takes
// the lock around its access.
//
// Naive mistake: to let the callback inherit the lock that is held at its
// registration, or to see it as an unlocked write.
package iterate

import (
	"runtime"
	"sync"
	"weak"
)

type weakValue struct{ payload [64]byte }

// weakCache uses AddCleanup.
type weakCache struct {
	mu sync.Mutex
	m  map[string]weak.Pointer[weakValue]
}

func (c *weakCache) put(k string, v *weakValue) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = weak.Make(v)
	runtime.AddCleanup(v, func(k string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.m, k)
	}, k)
}

func (c *weakCache) get(k string) *weakValue {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.m[k]
	if !ok {
		return nil
	}
	return p.Value()
}

// finalTracker uses SetFinalizer, with a literal and with a method value.
type finalTracker struct {
	mu   sync.Mutex
	live map[int]string
}

type trackedThing struct {
	id   int
	name string
}

func (t *finalTracker) open(id int) *trackedThing {
	th := &trackedThing{id: id, name: "thing"}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live[id] = th.name
	if id%2 == 0 {
		runtime.SetFinalizer(th, t.release)
	} else {
		runtime.SetFinalizer(th, func(th *trackedThing) {
			t.mu.Lock()
			t.live[-th.id] = "finalized"
			t.mu.Unlock()
		})
	}
	return th
}

func (t *finalTracker) release(th *trackedThing) {
	t.mu.Lock()
	delete(t.live, th.id)
	t.mu.Unlock()
}

func (t *finalTracker) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.live)
}

// UseA77 lets objects die while it uses the maps.
func UseA77() int {
	c := &weakCache{m: map[string]weak.Pointer[weakValue]{}}
	t := &finalTracker{live: map[int]string{}}
	for i, k := range []string{"a", "b", "c"} {
		go c.put(k, new(weakValue))
		go c.get(k)
		go t.open(i)
		go t.count()
	}
	keep := new(weakValue)
	c.put("keep", keep)
	runtime.GC()
	t.open(9)
	n := t.count()
	if c.get("keep") == keep {
		n++
	}
	return n
}
