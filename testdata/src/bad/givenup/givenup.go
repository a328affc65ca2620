// Package givenup has a map that is meant to be given up, and is not.
package givenup

import "sync"

type connection struct {
	mu     sync.Mutex
	closed bool
	calls  map[int]chan error
}

func (c *connection) serve() {
	for i := range 3 {
		go c.call(i)
	}
}

func (c *connection) call(id int) {
	c.mu.Lock()
	c.calls[id] = make(chan error, 1)
	c.mu.Unlock()
	c.closeWith(nil)
}

// closeWith leaves the calls to all who still have the connection.
func (c *connection) closeWith(err error) {
	c.mu.Lock()
	c.closed = true
	var pending map[int]chan error
	if err != nil {
		pending = c.calls
	}
	c.mu.Unlock()
	for _, answer := range pending { // want `range over pending`
		answer <- err
	}
}
