// Package prog has types with exported maps, whose methods all take the lock.
package prog

import "sync"

// Progress embeds its lock.
type Progress struct {
	sync.RWMutex
	Done map[string]int
}

// Add counts.
func (p *Progress) Add(k string) {
	p.Lock()
	defer p.Unlock()
	p.Done[k]++
}

// Drop forgets.
func (p *Progress) Drop(k string) {
	p.Lock()
	defer p.Unlock()
	delete(p.Done, k)
}

// Table has a lock of any name, and is generic.
type Table[K comparable, V any] struct {
	Mu   sync.Mutex
	Rows map[K]V
}

// Put stores.
func (t *Table[K, V]) Put(k K, v V) {
	t.Mu.Lock()
	t.Rows[k] = v
	t.Mu.Unlock()
}

// Get looks up.
func (t *Table[K, V]) Get(k K) V {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	return t.Rows[k]
}

// State is part of a Server, and has its own lock.
type State struct {
	Mu    sync.RWMutex
	Peers map[string]bool
}

// Server has a state.
type Server struct{ State State }

// Join adds a peer.
func (s *Server) Join(name string) { s.State.join(name) }

func (s *State) join(name string) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.Peers[name] = true
}

// Leave removes a peer.
func (s *Server) Leave(name string) {
	s.State.Mu.Lock()
	defer s.State.Mu.Unlock()
	delete(s.State.Peers, name)
}

// Options have a lock that a method or two take for another reason.
type Options struct {
	mu     sync.Mutex
	Values map[string]string
}

// Set is for the time before the options are used, as are most functions.
func (o *Options) Set(k, v string) { o.Values[k] = v }

// Unset is too.
func (o *Options) Unset(k string) { delete(o.Values, k) }

// Get reads.
func (o *Options) Get(k string) string { return o.Values[k] }

// Default takes the lock.
func (o *Options) Default(k string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.Values[k] = ""
}
