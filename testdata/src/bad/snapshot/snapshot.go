// Package snapshot holds functions that collect the elements of a guarded map under
// the lock and use the maps in these when they have given it up.
//
// Category: range-write
package snapshot

import "sync"

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

// Connected reports whether there is a connection.
func (m *Manager) Connected(name, conn string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.peers[name]
	return p != nil && p.conns[conn] > 0
}

// Each calls f for each connection of a peer.
func (m *Manager) Each(name string, f func(string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.peers[name]; p != nil {
		for c := range p.conns {
			f(c)
		}
	}
}

// Conns collects pointers.
func (m *Manager) Conns() []string {
	var peers []*peer
	m.mu.Lock()
	for _, p := range m.peers {
		peers = append(peers, p)
	}
	m.mu.Unlock()
	var out []string
	for _, p := range peers {
		for c := range p.conns { // want `range over p\.conns without (\w+\.)?mu, which guards it`
			out = append(out, c)
		}
	}
	return out
}

// Count collects copies of the structs, which share the maps.
func (m *Manager) Count() int {
	m.mu.Lock()
	peers := make([]peer, 0, len(m.peers))
	for _, p := range m.peers {
		if p.name != "" {
			peers = append(peers, *p)
		}
	}
	m.mu.Unlock()
	n := 0
	for _, p := range peers {
		for _, c := range p.conns { // want `range over p\.conns through a copy of its struct without (\w+\.)?mu, which guards it`
			n += c
		}
	}
	return n
}

// Largest copies the map of peers.
func (m *Manager) Largest() string {
	peers := map[string]*peer{}
	m.mu.Lock()
	for name, p := range m.peers {
		peers[name] = p
	}
	m.mu.Unlock()
	best, most := "", 0
	for name, p := range peers {
		if len(p.conns) > most { // want `len of p\.conns without (\w+\.)?mu, which guards it`
			best, most = name, len(p.conns) // want `len of p\.conns without (\w+\.)?mu, which guards it`
		}
	}
	return best
}

// Total gives the snapshot to a helper.
func (m *Manager) Total() int {
	var peers []*peer
	m.mu.Lock()
	for _, p := range m.peers {
		peers = append(peers, p)
	}
	m.mu.Unlock()
	return total(peers)
}

func total(peers []*peer) int {
	n := 0
	for _, p := range peers {
		n += len(p.conns) // want `len of p\.conns without (\w+\.)?mu, which guards it`
	}
	return n
}

// Watch has low called by somebody, who does not hold mu, since low takes it.
func (m *Manager) Watch(register func(func())) { register(m.low) }

func (m *Manager) low() {
	var peers []*peer
	m.mu.Lock()
	for _, p := range m.peers {
		peers = append(peers, p)
	}
	m.mu.Unlock()
	for _, p := range peers {
		println(len(p.conns)) // want `len of p\.conns without (\w+\.)?mu, which guards it`
	}
}
