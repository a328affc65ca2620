package tocallers

import "sync"

// Members takes its lock itself, in one method.
type Members struct {
	sync.RWMutex
	m map[uint64]string
}

func (m *Members) Put(id uint64, name string) {
	m.Lock()
	defer m.Unlock()
	m.m[id] = name
}

func (m *Members) Get(id uint64) string { return m.m[id] }

func (m *Members) Length() int {
	return len(m.m) // want `len of m\.m without m conflicts with`
}

// Table has members.
type Table struct{ members *Members }

func (t *Table) Name(id uint64) string {
	t.members.RLock()
	defer t.members.RUnlock()
	return t.members.Get(id)
}
