// Package b42 holds idiom B42, hot reload: the variable that holds the map is
// replaced while others use it. The runtime never notices, updates vanish in
// the old map.
//
// Category: read-write
package b42

import (
	"sync"
	"sync/atomic"
)

type consumer struct {
	msgs map[int]bool
}

func (c *consumer) reconnect() {
	c.msgs = make(map[int]bool) // want `replacement of c.msgs conflicts with`
}

func (c *consumer) onMsg(id int) {
	c.msgs[id] = true
}

// Run reconnects in the background.
func Run() {
	c := &consumer{msgs: map[int]bool{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.reconnect()
	}()
	c.onMsg(1)
	<-done
}

type features struct {
	mu sync.Mutex
	on map[string]bool
}

func (f *features) reload(names ...string) {
	on := map[string]bool{}
	for _, n := range names {
		on[n] = true
	}
	f.mu.Lock()
	f.on = on
	f.mu.Unlock()
}

func (f *features) enabled(name string) bool {
	return f.on[name] // want `read of f.on without f\.mu conflicts with the replacement`
}

// RunFeatures reads while the locked reload replaces.
func RunFeatures() bool {
	f := &features{on: map[string]bool{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.reload("a", "b")
	}()
	ok := f.enabled("a")
	<-done
	return ok
}

type consumerFixed struct {
	mu   sync.Mutex
	msgs map[int]bool
}

func (c *consumerFixed) reconnect() {
	c.mu.Lock()
	c.msgs = make(map[int]bool)
	c.mu.Unlock()
}

func (c *consumerFixed) onMsg(id int) {
	c.mu.Lock()
	c.msgs[id] = true
	c.mu.Unlock()
}

// RunFixed locks both.
func RunFixed() {
	c := &consumerFixed{msgs: map[int]bool{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.reconnect()
	}()
	c.onMsg(1)
	<-done
}

type featuresFixed struct {
	on atomic.Pointer[map[string]bool]
}

func (f *featuresFixed) reload(names ...string) {
	on := map[string]bool{}
	for _, n := range names {
		on[n] = true
	}
	f.on.Store(&on)
}

func (f *featuresFixed) enabled(name string) bool {
	on := f.on.Load()
	return on != nil && (*on)[name]
}

// RunFeaturesFixed swaps an atomic pointer.
func RunFeaturesFixed() bool {
	f := new(featuresFixed)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.reload("a", "b")
	}()
	ok := f.enabled("a")
	<-done
	return ok
}
