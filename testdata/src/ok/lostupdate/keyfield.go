package lostupdate

import "sync"

type part struct {
	mu sync.RWMutex
	by map[string]*entry
}

type entry struct {
	name  string
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
	q := p.of(e.name)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.by[e.name] = e
}

func (p *parts) getOrSet(e *entry) *entry {
	q := p.of(e.name)
	q.mu.Lock()
	defer q.mu.Unlock()
	if old := q.by[e.name]; old != nil {
		return old
	}
	q.by[e.name] = e
	return e
}

// Entry looks again.
func (p *parts) Entry(name string) *entry {
	if e := p.get(name); e != nil {
		return e
	}
	return p.getOrSet(&entry{name: name})
}

// Copy stores under another name.
func (p *parts) Copy(name, other string) *entry {
	e := p.get(name)
	if e == nil {
		e = &entry{name: other}
		p.set(e)
	}
	return e
}
