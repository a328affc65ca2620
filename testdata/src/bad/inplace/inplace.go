// Package inplace has literals that are called where they stand, and helpers: what they do
// is done by the function that calls them.
package inplace

import "sync"

// IfAbsent looks whether the key is there that a literal inserts.
func IfAbsent(m map[string]int) {
	for k := range m {
		if _, ok := m[k+"/"]; !ok {
			func() { m[k+"/"] = 1 }() // want `this call's write to m on line \d+ conflicts with the range on line \d+; the loop makes both and goes on afterwards`
		}
	}
}

type registry struct {
	mu   sync.Mutex
	vals map[string]map[string]int
}

func (r *registry) add(group, key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.vals[group] == nil {
		func() { r.vals[group] = map[string]int{} }()
	}
	r.vals[group][key]++
}

func (r *registry) remove(group, key string) {
	r.mu.Lock()
	inner := r.vals[group]
	r.mu.Unlock()
	delete(inner, key) // want `delete from .* without registry\.mu conflicts with the write`
}

// Run adds and removes in one group.
func Run() {
	r := &registry{vals: map[string]map[string]int{}}
	done := make(chan struct{})
	go func() {
		r.remove("g", "a")
		close(done)
	}()
	r.add("g", "c")
	<-done
}

type peer struct {
	name  string
	conns map[string]int
}

// Manager has peers.
type Manager struct {
	mu    sync.Mutex
	peers map[string]*peer
}

// Connect adds a connection.
func (m *Manager) Connect(name, conn string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.peers[name]; p != nil {
		p.conns[conn]++
	}
}

// Disconnect removes a connection.
func (m *Manager) Disconnect(name, conn string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.peers[name]; p != nil {
		delete(p.conns, conn)
	}
}

// Largest collects the peers in a literal.
func (m *Manager) Largest() (most int) {
	peers := map[string]*peer{}
	m.mu.Lock()
	for name, p := range m.peers {
		func() { peers[name] = p }()
	}
	m.mu.Unlock()
	for _, p := range peers {
		most = max(most, len(p.conns)) // want `len of p\.conns without (\w+\.)?mu conflicts with`
	}
	return most
}

// Total collects the peers by a helper.
func (m *Manager) Total() (sum int) {
	peers := map[string]*peer{}
	m.mu.Lock()
	for name, p := range m.peers {
		keep(peers, name, p)
	}
	m.mu.Unlock()
	for _, p := range peers {
		sum += len(p.conns) // want `len of p\.conns without (\w+\.)?mu conflicts with`
	}
	return sum
}

func keep(into map[string]*peer, name string, p *peer) { into[name] = p }

func count(seen map[string]int, name string) { seen[name]++ }

// Table replaces a map while a goroutine gives it to a helper.
type Table struct{ rows map[string]int }

// NewTable returns a table with a goroutine.
func NewTable() *Table {
	t := &Table{rows: map[string]int{}}
	go func() {
		for {
			count(t.rows, "tick")
		}
	}()
	return t
}

// Renew replaces the map.
func (t *Table) Renew() {
	t.rows = map[string]int{} // want `replacement of t\.rows conflicts with the write on line \d+`
}

// Own declares the lock of a literal in a method, beside those that take the right one.
type Own struct {
	mu sync.Mutex
	m  map[string]int
}

// Set stores.
func (o *Own) Set(k string, v int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.m[k] = v
}

// Get loads.
func (o *Own) Get(k string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.m[k]
}

// Drop deletes.
func (o *Own) Drop(k string) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	func() { delete(o.m, k) }() // want `delete from o\.m conflicts with the write on line \d+; Own\.Drop and Own\.Set can run at the same time; mu is declared in Drop, so every call has its own`
}

// Shelf gives its lock up for a while, in a callee of a callee.
type Shelf struct {
	mu    sync.Mutex
	words map[string]int
}

// Count counts on a goroutine while another one may have the lock.
func (s *Shelf) Count(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan bool)
	go func() {
		s.words[k]++ // want `write to s\.words without s\.mu conflicts with the \w+ on line \d+`
		done <- true
	}()
	s.rest()
	<-done
}

func (s *Shelf) rest() { s.pause() }

func (s *Shelf) pause() {
	s.mu.Unlock()
	println("pause")
	s.mu.Lock()
}

// Has looks a word up.
func (s *Shelf) Has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.words[k] > 0
}

// Drop forgets a word.
func (s *Shelf) Drop(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.words, k)
}
