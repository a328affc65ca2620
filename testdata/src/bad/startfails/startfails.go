// Package startfails tries several servers: a goroutine is started before the last step
// may fail, or is left from a start before.
package startfails

import "errors"

type conn struct {
	addr string
	subs map[int]string
	in   chan int
}

func (c *conn) read() {
	for id := range c.in {
		c.subs[id] = "read" // want `write to c.subs conflicts with the clear on line 34`
	}
}

func (c *conn) handshake() error {
	go c.read()
	if c.addr == "" {
		return errors.New("no address")
	}
	return nil
}

// Connect forgets that the goroutine runs.
func Connect(addrs []string) (err error) {
	c := &conn{in: make(chan int), subs: map[int]string{}}
	for _, c.addr = range addrs {
		if err = c.handshake(); err == nil {
			break
		}
		clear(c.subs)
	}
	return err
}

type group struct {
	names map[string]bool
}

func (g *group) start(name string) error {
	if name == "" {
		return errors.New("no name")
	}
	go func() { g.names[name] = true }() // want `write to g.names conflicts with the clear on line 56`
	return nil
}

// Start forgets those that were started before one that fails.
func Start(names []string) error {
	g := &group{names: map[string]bool{}}
	for _, n := range names {
		if err := g.start(n); err != nil {
			clear(g.names)
			return err
		}
	}
	return nil
}
