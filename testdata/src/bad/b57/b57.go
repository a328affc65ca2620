// Package b57 holds idiom B57, fmt %v of something that contains a map: a log
// line on the time-out path walks the streams of a live connection.
//
// Category: range-write
package b57

import (
	"io"
	"log"
	"sync"
)

type conn struct {
	id      int
	mu      sync.Mutex
	streams map[int]string
}

func (c *conn) open(id int, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.streams[id] = name
}

type handler struct {
	log  *log.Logger
	conn *conn
}

func (h *handler) timeout() {
	h.log.Printf("conn=%v timed out", h.conn) // want `h\.conn.* without h\.conn\.mu conflicts with the write`
}

// Run times out while a stream opens.
func Run() {
	c := &conn{id: 1, streams: map[int]string{1: "a"}}
	h := &handler{log: log.New(io.MultiWriter(io.Discard), "", 0), conn: c}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.open(2, "b")
	}()
	h.timeout()
	<-done
}

type handlerFixed struct {
	log  *log.Logger
	conn *conn
}

func (h *handlerFixed) timeout() {
	h.log.Printf("conn=%d (%p) timed out", h.conn.id, h.conn)
}

// RunFixed prints the id and the address.
func RunFixed() {
	c := &conn{id: 1, streams: map[int]string{1: "a"}}
	h := &handlerFixed{log: log.New(io.MultiWriter(io.Discard), "", 0), conn: c}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.open(2, "b")
	}()
	h.timeout()
	<-done
}
