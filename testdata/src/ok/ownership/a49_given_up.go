package ownership

import "sync"

// connection gives its calls up when it is closed with an error.
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
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.calls[id] = make(chan error, 1)
	c.mu.Unlock()
	c.closeWith(nil)
}

// closeWith takes the calls out only if there is an error to tell them: the map that is
// left is either that of before or none.
func (c *connection) closeWith(err error) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.closed = true
	var pending map[int]chan error
	if err != nil {
		pending = c.calls
		c.calls = nil
	}
	c.mu.Unlock()
	for _, answer := range pending {
		answer <- err
	}
}
