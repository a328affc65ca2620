// Package snapshot holds functions that collect the elements of a guarded map under
// the lock and use later what is their own, or under the lock again.
package snapshot

import (
	"maps"
	"sync"
)

type peer struct {
	name  string
	conns map[string]int
}

// Manager guards its peers, and what is in them, by mu.
type Manager struct {
	mu    sync.Mutex
	peers map[string]*peer
}

// Connect adds a connection.
func (m *Manager) Connect(name, conn string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.peers[name]
	if p == nil {
		p = &peer{name: name, conns: map[string]int{}}
		m.peers[name] = p
	}
	p.conns[conn]++
}

// Disconnect removes a connection.
func (m *Manager) Disconnect(name, conn string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.peers[name]; p != nil {
		delete(p.conns, conn)
	}
}

// Names uses no map of theirs.
func (m *Manager) Names() []string {
	var peers []*peer
	m.mu.Lock()
	for _, p := range m.peers {
		peers = append(peers, p)
	}
	m.mu.Unlock()
	var out []string
	for _, p := range peers {
		out = append(out, p.name)
	}
	return out
}

// Count gives each copy a map of its own.
func (m *Manager) Count() int {
	m.mu.Lock()
	var peers []peer
	for _, p := range m.peers {
		peers = append(peers, peer{p.name, maps.Clone(p.conns)})
	}
	m.mu.Unlock()
	n := 0
	for _, p := range peers {
		for _, c := range p.conns {
			n += c
		}
	}
	return n
}

// Own gives each copy a map of its own, later.
func (m *Manager) Own() int {
	m.mu.Lock()
	var peers []peer
	for _, p := range m.peers {
		peers = append(peers, *p)
	}
	for i := range peers {
		peers[i].conns = maps.Clone(peers[i].conns)
	}
	m.mu.Unlock()
	n := 0
	for _, p := range peers {
		n += len(p.conns)
	}
	return n
}

// Again takes the lock again.
func (m *Manager) Again() int {
	m.mu.Lock()
	var peers []*peer
	for _, p := range m.peers {
		peers = append(peers, p)
	}
	m.mu.Unlock()
	n := 0
	for _, p := range peers {
		m.mu.Lock()
		n += len(p.conns)
		m.mu.Unlock()
	}
	return n
}

// Close takes the peers out of the map.
func (m *Manager) Close() {
	m.mu.Lock()
	var peers []*peer
	for name, p := range m.peers {
		peers = append(peers, p)
		delete(m.peers, name)
	}
	m.mu.Unlock()
	for _, p := range peers {
		clear(p.conns)
	}
}

// Drop takes some out of the map by another method.
func (m *Manager) Drop(conn string) {
	var peers []*peer
	m.mu.Lock()
	for name, p := range m.peers {
		if p.conns[conn] > 0 {
			peers = append(peers, p)
			m.drop(name)
		}
	}
	m.mu.Unlock()
	for _, p := range peers {
		clear(p.conns)
	}
}

func (m *Manager) drop(name string) { delete(m.peers, name) }

// Reset gives the manager another map.
func (m *Manager) Reset() {
	var peers []*peer
	m.mu.Lock()
	for _, p := range m.peers {
		peers = append(peers, p)
	}
	m.peers = map[string]*peer{}
	m.mu.Unlock()
	for _, p := range peers {
		clear(p.conns)
	}
}

// Free keeps those that it does not want.
func (m *Manager) Free() {
	free := map[string]*peer{}
	m.mu.Lock()
	for name, p := range m.peers {
		if len(p.conns) == 0 {
			free[name] = p
		}
	}
	for name := range free {
		delete(m.peers, name)
	}
	m.mu.Unlock()
	for _, p := range free {
		clear(p.conns)
	}
}
