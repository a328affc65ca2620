// Package singleflight is a small stand-in for golang.org/x/sync/singleflight:
// same API and same order of events, without the handling of panics.
package singleflight

import "sync"

// call is one running or finished call.
type call struct {
	wg    sync.WaitGroup
	val   any
	err   error
	dups  int
	chans []chan<- Result
}

// Group is a name space of calls; the zero value is ready for use.
type Group struct {
	mu sync.Mutex
	m  map[string]*call
}

// Result is what DoChan sends.
type Result struct {
	Val    any
	Err    error
	Shared bool
}

// Do runs fn unless a call for the key is running, and then waits for that one.
func (g *Group) Do(key string, fn func() (any, error)) (v any, err error, shared bool) {
	g.mu.Lock()
	if g.m == nil {
		g.m = make(map[string]*call)
	}
	if c, ok := g.m[key]; ok {
		c.dups++
		g.mu.Unlock()
		c.wg.Wait()
		return c.val, c.err, true
	}
	c := new(call)
	c.wg.Add(1)
	g.m[key] = c
	g.mu.Unlock()

	g.run(c, key, fn)
	return c.val, c.err, c.dups > 0
}

// DoChan is like Do, but fn runs in a new goroutine and the result is sent.
func (g *Group) DoChan(key string, fn func() (any, error)) <-chan Result {
	ch := make(chan Result, 1)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.m == nil {
		g.m = make(map[string]*call)
	}
	if c, ok := g.m[key]; ok {
		c.dups++
		c.chans = append(c.chans, ch)
		return ch
	}
	c := &call{chans: []chan<- Result{ch}}
	c.wg.Add(1)
	g.m[key] = c
	go g.run(c, key, fn)
	return ch
}

func (g *Group) run(c *call, key string, fn func() (any, error)) {
	c.val, c.err = fn()

	g.mu.Lock()
	defer g.mu.Unlock()
	c.wg.Done()
	if g.m[key] == c {
		delete(g.m, key)
	}
	for _, ch := range c.chans {
		ch <- Result{Val: c.val, Err: c.err, Shared: c.dups > 0}
	}
}

// Forget makes the next Do for the key run its fn anew.
func (g *Group) Forget(key string) {
	g.mu.Lock()
	delete(g.m, key)
	g.mu.Unlock()
}
