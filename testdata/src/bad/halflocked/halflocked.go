// Package halflocked has a look-up without the lock that the store in its branch
// takes.
//
// Category: read-write
package halflocked

import "sync"

type watcher struct{ cancel func() }

type cluster struct {
	mu       sync.RWMutex
	watchers map[string]*watcher
}

func (c *cluster) remove(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.watchers, k)
}

func (c *cluster) watch(k string, cancel func()) {
	if w, ok := c.watchers[k]; ok { // want `read of c\.watchers without c\.mu conflicts with the`
		w.cancel = cancel
	} else {
		w := &watcher{cancel: cancel}
		c.mu.Lock()
		c.watchers[k] = w
		c.mu.Unlock()
	}
}

// Run watches and removes.
func Run() {
	c := &cluster{watchers: map[string]*watcher{}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.watch("a", nil) })
		wg.Go(func() { c.remove("a") })
	}
	wg.Wait()
}
