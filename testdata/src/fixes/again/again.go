// Package again has look-ups whose key has to be looked up again under the lock
// of the store: what lies between may take its time.
package again

import (
	"errors"
	"sync"
	"time"
)

// Conn is what a map keeps.
type Conn struct {
	mu   sync.Mutex
	name string
	used int
}

func (c *Conn) use() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used++
	return c.used
}

// Dial takes its time.
func Dial(name string) *Conn {
	time.Sleep(time.Second)
	return &Conn{name: name}
}

// Pool has a map with a guard.
type Pool struct {
	mu    sync.RWMutex
	conns map[string]*Conn
	ids   map[string]int
	next  int
}

func (p *Pool) get(name string) (*Conn, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	c, ok := p.conns[name]
	return c, ok
}

// ByHelper looks by a method that gives the lock back.
func (p *Pool) ByHelper(name string) *Conn {
	if c, ok := p.get(name); ok {
		return c
	}

	p.mu.Lock()
	defer p.mu.Unlock()
	c := Dial(name)
	p.conns[name] = c // want `conflicts with writes by others`
	return c
}

// Branch takes the lock in a branch, by another name.
func (p *Pool) Branch(name string) {
	mu := &p.mu
	mu.RLock()
	if c, ok := p.conns[name]; ok {
		c.use()
		mu.RUnlock()
	} else {
		mu.RUnlock()
		mu.Lock()
		// there is none yet
		c := Dial(name)
		p.conns[name] = c // want `conflicts with writes by others`
		c.use()
		mu.Unlock()
	}
}

// Number gives a number to each name.
func (p *Pool) Number(name string) int {
	p.mu.RLock()
	id, ok := p.ids[name]
	p.mu.RUnlock()
	if !ok {
		time.Sleep(time.Second)
		p.mu.Lock()
		p.next++
		id = p.next
		p.ids[name] = id // want `conflicts with writes by others`
		p.mu.Unlock()
	}
	return id
}

// Nil looks for nil, and stores what has no name.
func (p *Pool) Nil(name string) {
	p.mu.RLock()
	c := p.conns[name]
	p.mu.RUnlock()
	if c != nil {
		return
	}
	time.Sleep(time.Second)
	p.mu.Lock()
	p.conns[name] = &Conn{name: name} // want `conflicts with writes by others`
	p.mu.Unlock()
}

// Ahead makes the value before it takes the lock.
func (p *Pool) Ahead(name string) *Conn {
	p.mu.RLock()
	c, ok := p.conns[name]
	p.mu.RUnlock()
	if ok {
		return c
	}
	time.Sleep(time.Second)
	c = &Conn{name: name}
	p.mu.Lock()
	p.conns[name] = c // want `conflicts with writes by others`
	p.mu.Unlock()
	return c
}

// Stale also replaces what is old: the look-up alone does not decide.
func (p *Pool) Stale(name string) *Conn {
	p.mu.RLock()
	c, ok := p.conns[name]
	p.mu.RUnlock()
	if ok && c.use() < 9 {
		return c
	}
	time.Sleep(time.Second)
	p.mu.Lock()
	defer p.mu.Unlock()
	c = &Conn{name: name}
	p.conns[name] = c // want `conflicts with writes by others`
	return c
}

// Falls goes on where it has found something.
func (p *Pool) Falls(name string) *Conn {
	p.mu.RLock()
	c, ok := p.conns[name]
	p.mu.RUnlock()
	if ok {
		if c.use() < 9 {
			return c
		}
	}
	time.Sleep(time.Second)
	p.mu.Lock()
	defer p.mu.Unlock()
	c = &Conn{name: name}
	p.conns[name] = c // want `conflicts with writes by others`
	return c
}

// Started has done something with the value already.
func (p *Pool) Started(name string) *Conn {
	if c, ok := p.get(name); ok {
		return c
	}
	c := Dial(name)
	c.use()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[name] = c // want `conflicts with writes by others`
	return c
}

// Failing needs a second variable later.
func (p *Pool) Failing(name string) (*Conn, error) {
	if c, ok := p.get(name); ok {
		return c, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	err := errors.New("new")
	c := Dial(name)
	p.conns[name] = c // want `conflicts with writes by others`
	return c, err
}
