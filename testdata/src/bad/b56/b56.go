// Package b56 holds idiom B56, json.Marshal of a shared structure: the encoder
// ranges over every map that it can reach, without anybody's lock.
//
// Category: range-write
package b56

import (
	"encoding/json"
	"io"
	"maps"
	"sync"
)

type state struct {
	Name  string
	Peers map[string]int
}

type server struct {
	mu    sync.Mutex
	state *state
}

func (s *server) join(peer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Peers[peer]++
}

func (s *server) dump(w io.Writer) error {
	return json.NewEncoder(w).Encode(s.state) // want `s\.state.* without server\.mu conflicts with the write`
}

func (s *server) peers() ([]byte, error) {
	return json.Marshal(s.state.Peers) // want `s\.state\.Peers without server\.mu conflicts with the write`
}

// Run dumps while a peer joins.
func Run() {
	s := &server{state: &state{Name: "n", Peers: map[string]int{"a": 1}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.join("b")
	}()
	s.dump(io.Discard)
	s.peers()
	<-done
}

type serverFixed struct {
	mu    sync.Mutex
	state *state
}

func (s *serverFixed) join(peer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Peers[peer]++
}

// dump encodes a snapshot.
func (s *serverFixed) dump(w io.Writer) error {
	s.mu.Lock()
	snap := state{Name: s.state.Name, Peers: maps.Clone(s.state.Peers)}
	s.mu.Unlock()
	return json.NewEncoder(w).Encode(snap)
}

// peers encodes under the lock.
func (s *serverFixed) peers() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return json.Marshal(s.state.Peers)
}

// RunFixed dumps while a peer joins.
func RunFixed() {
	s := &serverFixed{state: &state{Name: "n", Peers: map[string]int{"a": 1}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.join("b")
	}()
	s.dump(io.Discard)
	s.peers()
	<-done
}
