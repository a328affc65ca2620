// Package names has functions whose names say that nobody else has the object: a doubt,
// no more.
package names

import "sync"

// Pool counts what is in use.
type Pool struct {
	mu    sync.Mutex
	slots map[string]int
}

func (p *Pool) Add(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slots[name]++
}

func (p *Pool) Remove(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.slots, name)
}

func (p *Pool) Has(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.slots[name] > 0
}

func (p *Pool) Get(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.slots[name]
}

func (p *Pool) Each(f func(string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name := range p.slots {
		f(name)
	}
}

func (p *Pool) Sum() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range p.slots {
		n += k
	}
	return n
}

// Open sets the pool up.
func (p *Pool) Open() error {
	for name := range p.slots { // want `without p.mu`
		println(name)
	}
	return nil
}

// LoadAll fills the pool, and says with what.
func (p *Pool) LoadAll(names []string) int {
	for _, name := range names {
		p.slots[name] = 1 // want `without p.mu`
	}
	return len(names)
}

// CloseAll has the pool to itself.
func (p *Pool) CloseAll() {
	for name := range p.slots { // want `without p.mu`
		println(name)
	}
}

// Close is a verb, whatever it returns.
func (p *Pool) Close() int { return len(p.slots) } // want `without p.mu`

// CopyFrom takes the place of another pool.
func (p *Pool) CopyFrom(names []string) {
	for _, name := range names {
		p.slots[name] = 1 // want `without p.mu`
	}
}

// ResetForTest is there for tests.
func (p *Pool) ResetForTest() {
	for name := range p.slots { // want `without p.mu`
		delete(p.slots, name) // want `without p.mu`
	}
}
