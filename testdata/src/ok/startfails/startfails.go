// Package startfails tries several servers: a goroutine is only started where nothing
// fails any more, and then no other server is tried.
package startfails

import "errors"

type conn struct {
	addr string
	subs map[int]string
	in   chan int
}

func (c *conn) setup() { c.subs = map[int]string{} }

func (c *conn) read() {
	for id := range c.in {
		c.subs[id] = "read"
	}
}

func (c *conn) handshake() error {
	if c.addr == "" {
		return errors.New("no address")
	}
	go c.read()
	return nil
}

func (c *conn) connect(addrs []string) (err error) {
	for _, c.addr = range addrs {
		c.setup()
		if err = c.handshake(); err == nil {
			break
		}
		clear(c.subs)
	}
	if err != nil {
		c.setup()
	}
	return err
}

// Connect connects.
func Connect(addrs []string) error {
	c := &conn{in: make(chan int)}
	return c.connect(addrs)
}
