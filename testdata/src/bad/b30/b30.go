// Package b30 holds idiom B30, the box is put back before the write: the
// channel of capacity one is the lock, and it is released too early.
//
// Category: write-write
package b30

import "sync"

type conn struct {
	box chan map[int]bool
}

func newConn() *conn {
	c := &conn{box: make(chan map[int]bool, 1)}
	c.box <- map[int]bool{}
	return c
}

func (c *conn) add(id int) {
	m := <-c.box
	c.box <- m
	m[id] = true // want `write to m \(box\) conflicts with`
}

// Run adds from several goroutines.
func Run() {
	c := newConn()
	var wg sync.WaitGroup
	for id := range 4 {
		wg.Go(func() { c.add(id) })
	}
	wg.Wait()
}

type connFixed struct {
	box chan map[int]bool
}

func newConnFixed() *connFixed {
	c := &connFixed{box: make(chan map[int]bool, 1)}
	c.box <- map[int]bool{}
	return c
}

func (c *connFixed) add(id int) {
	m := <-c.box
	m[id] = true
	c.box <- m
}

// RunFixed writes while the box is out.
func RunFixed() {
	c := newConnFixed()
	var wg sync.WaitGroup
	for id := range 4 {
		wg.Go(func() { c.add(id) })
	}
	wg.Wait()
}
