package tocallers

import "sync"

// Members leaves its lock to those who use it, in this package and in others.
type Members struct {
	sync.RWMutex
	m map[uint64]string
}

func (m *Members) Put(id uint64, name string) { m.m[id] = name }

func (m *Members) Get(id uint64) string { return m.m[id] }

func (m *Members) Delete(id uint64) { delete(m.m, id) }

func (m *Members) Length() int { return len(m.m) }

// Table has members.
type Table struct{ members *Members }

func (t *Table) Join(id uint64, name string) {
	t.members.Lock()
	defer t.members.Unlock()
	t.members.Put(id, name)
}

func (t *Table) Name(id uint64) string {
	t.members.RLock()
	defer t.members.RUnlock()
	return t.members.Get(id)
}
