// Package gated starts goroutines once, however often it is asked to.
package gated

import (
	"sync"
	"sync/atomic"
	"time"
)

// group has goroutines that are started by whoever comes first.
type group struct {
	mu       sync.Mutex
	managing bool
	next     bool
	assigned map[string]int
}

// loop asks again and again, on goroutines of their own.
func (g *group) loop() {
	for range time.Tick(time.Second) {
		go g.find()
	}
}

func (g *group) find() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.managing {
		g.managing = true
		if g.next {
			go g.manageNext()
			return
		}
		go g.manage()
	}
}

// manageNext hands on to the other one.
func (g *group) manageNext() {
	if len(g.assigned) > 8 {
		go g.manage()
		return
	}
	g.assigned = map[string]int{}
}

func (g *group) manage() {
	g.assigned = map[string]int{}
	g.assigned["a"] = len(g.assigned)
}

// Run starts a loop.
func Run() {
	g := &group{}
	go g.loop()
}

// counter starts its goroutine when it is used.
type counter struct {
	state  int32
	once   atomic.Bool
	hits   map[string]int
	misses map[string]int
	work   chan string
}

const (
	idle = iota
	running
)

func (c *counter) add(k string) {
	if c.state != idle {
		c.work <- k
		return
	}
	c.state = running
	go func() {
		for k := range c.work {
			c.hits[k]++
		}
	}()
	if c.once.CompareAndSwap(false, true) {
		go func() {
			for range time.Tick(time.Second) {
				c.misses["tick"]++
			}
		}()
	}
}

// Count adds many.
func Count(keys []string) {
	c := &counter{hits: map[string]int{}, misses: map[string]int{}, work: make(chan string, len(keys))}
	for _, k := range keys {
		c.add(k)
	}
}
