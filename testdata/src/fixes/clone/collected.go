package clone

import "sync"

// Machine is copied one by one.
type Machine struct {
	total int
	users map[string]int
	tree  map[string]map[string]int
	names map[int]string // never changed
}

// Machines has a guard for all of them.
type Machines struct {
	mu    sync.RWMutex
	all   map[string]*Machine
	inner map[string]map[string]int
	rows  map[string][]map[string]int
}

// Add changes the maps.
func (m *Machines) Add(name, user string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.all[name]
	if !ok {
		s = &Machine{users: map[string]int{}, tree: map[string]map[string]int{}}
		m.all[name] = s
	}
	s.total++
	s.users[user]++
	if s.tree[user] == nil {
		s.tree[user] = map[string]int{}
	}
	s.tree[user][name]++
	if m.inner[name] == nil {
		m.inner[name] = map[string]int{}
	}
	m.inner[name][user]++
}

// Drop changes them, too.
func (m *Machines) Drop(name, user string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.inner[name], user)
	delete(m.all[name].users, user)
	delete(m.all[name].tree, user)
}

// Data puts the copies into a map.
func (m *Machines) Data() map[string]*Machine {
	m.mu.RLock()
	defer m.mu.RUnlock()
	out := make(map[string]*Machine)
	for k, v := range m.all {
		s := *v // with its maps
		out[k] = &s
	}
	return out // want `return of users in a copy of its struct conflicts with the \w+ on line \d+; .* without (\w+\.)?mu`
}

// List puts them into a slice.
func (m *Machines) List() []Machine {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var out []Machine
	for _, v := range m.all {
		out = append(out, *v)
	}
	return out // want `return of users in a copy of its struct conflicts with the \w+ on line \d+; .* without (\w+\.)?mu`
}

// Inner copies the outer map.
func (m *Machines) Inner() map[string]map[string]int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	out := make(map[string]map[string]int, len(m.inner))
	for k, v := range m.inner {
		out[k] = v
	}
	return out // want `return of the map \(inner\) without a copy conflicts with the write on line 39; the caller uses the map without Machines\.mu`
}

// One looks one of them up.
func (m *Machines) One(name string) map[string]int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	one, ok := m.inner[name]
	if !ok {
		return map[string]int{}
	}
	return one // want `return of .* without a copy`
}

// Reset changes the map by the name of the copy.
func (m *Machines) Reset() map[string]*Machine {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[string]*Machine)
	for k, v := range m.all {
		s := *v
		delete(s.users, k)
		out[k] = &s
	}
	return out // want `return of users in a copy of its struct conflicts with the \w+ on line \d+; .* without (\w+\.)?mu`
}
