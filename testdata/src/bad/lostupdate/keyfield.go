package lostupdate

import "sync"

// Part is one of several, each with its lock.
type part struct {
	mu sync.RWMutex
	by map[string]*entry
}

type entry struct {
	id    struct{ name string }
	mu    sync.Mutex
	count int
}

type parts struct{ list [16]part }

func (p *parts) of(name string) *part { return &p.list[len(name)%len(p.list)] }

func (p *parts) get(name string) *entry {
	q := p.of(name)
	q.mu.RLock()
	defer q.mu.RUnlock()
	return q.by[name]
}

func (p *parts) set(e *entry) {
	q := p.of(e.id.name)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.by[e.id.name] = e
}

// Entry stores by the name that it gives the new entry.
func (p *parts) Entry(name string) *entry {
	if e := p.get(name); e != nil {
		return e
	}
	e := new(entry)
	e.id.name = name
	p.set(e) // want "conflicts with writes by others since the look-up on line 37"
	return e
}

func newEntry(name string) *entry {
	e := &entry{}
	e.id.name = name
	return e
}

// Made has the entry made by a function that is given the name.
func (p *parts) Made(name string) *entry {
	e := p.get(name)
	if e == nil {
		e = newEntry(name)
		p.set(e) // want "conflicts with writes by others since the look-up on line 54"
	}
	return e
}
