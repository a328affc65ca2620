// Package sharedcopy holds copies of structs that have fields assigned or whose
// address is given away: they share their maps with the original up to where the
// copy gets a map of its own.
//
// Category: shared-copy
package sharedcopy

import (
	"encoding/json"
	"maps"
	"sync"
)

type config struct {
	name string
	meta map[string]string
}

type server struct {
	mu  sync.RWMutex
	cfg config
}

// Set changes the map in place.
func (s *server) Set(k, v string) {
	s.mu.Lock()
	s.cfg.meta[k] = v
	s.mu.Unlock()
}

// Get reads it.
func (s *server) Get(k string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.cfg.meta[k]
}

// New makes the type known.
func New() *server { return &server{cfg: config{meta: map[string]string{}}} }

func stamp(c *config) {
	if c.meta == nil {
		c.meta = map[string]string{}
	}
	c.meta["name"] = c.name
}

func renew(c *config) {
	c.meta = map[string]string{"name": c.name}
	c.meta["renewed"] = "yes"
}

func (s *server) copyOf() config {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.cfg // want `return of s\.cfg\.meta in a copy of its struct conflicts with the \w+ on line \d+; .* without s\.mu`
}

// Pause gives the address of the copy to a function that writes.
func (s *server) Pause(name string) {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	cfg.name = name
	stamp(&cfg) // want `this call's write to c\.meta through a copy of its struct on line 45 without (\w+\.)?mu conflicts with the \w+ on line 27`
}

// PauseHere writes the copy's map itself.
func (s *server) PauseHere(name string) config {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	if cfg.meta == nil {
		cfg.meta = map[string]string{}
	}
	cfg.meta["name"] = name // want `write to cfg\.meta through a copy of its struct without (\w+\.)?mu`
	return cfg
}

// PauseTwice has a copy of the copy.
func (s *server) PauseTwice(name string) {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	cfg.name = name
	second := cfg
	second.name += "'"
	stamp(&second) // want `this call's write to c\.meta through a copy of its struct`
}

// PauseFixed clones the map before.
func (s *server) PauseFixed(name string) {
	s.mu.RLock()
	cfg := s.cfg
	cfg.meta = maps.Clone(cfg.meta)
	s.mu.RUnlock()
	cfg.name = name
	stamp(&cfg)
}

// PauseClonedSometimes clones where there is something to clone.
func (s *server) PauseClonedSometimes(name string) {
	s.mu.RLock()
	cfg := s.cfg
	if s.cfg.meta != nil {
		cfg.meta = make(map[string]string, len(s.cfg.meta))
		for k, v := range s.cfg.meta {
			cfg.meta[k] = v
		}
	}
	s.mu.RUnlock()
	cfg.name = name
	stamp(&cfg)
}

// PauseRenewed has a callee that makes a new map.
func (s *server) PauseRenewed(name string) {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	cfg.name = name
	renew(&cfg)
	stamp(&cfg)
}

// PauseDecoded has the copy filled by others.
func (s *server) PauseDecoded(data []byte) error {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	if err := json.Unmarshal(data, &cfg); err != nil {
		return err
	}
	stamp(&cfg)
	return nil
}

// PauseBefore writes a struct of its own, which becomes a copy later.
func (s *server) PauseBefore(name string) config {
	var cfg config
	renew(&cfg)
	cfg.name = name
	s.mu.RLock()
	defer s.mu.RUnlock()
	cfg = s.cfg
	return cfg // want `return of s\.cfg\.meta in a copy of its struct conflicts with the \w+ on line \d+; .* without s\.mu`
}

// Name is only read.
func (s *server) Name() string {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	cfg.name += "!"
	return cfg.name
}

// A registry has configs with a lock of its own, and so few of them that most
// accesses to their maps hold another one.
type registry struct {
	lock sync.Mutex
	conf config
}

func label(c *config) {
	c.meta["label"] = c.name
}

// Check takes the lock.
func (r *registry) Check(k string) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.conf.meta[k] != ""
}

// Rename writes the map of a copy without it.
func (r *registry) Rename(name string) {
	c := r.conf
	c.name = name
	label(&c) // want `this call's write to c\.meta through a copy of its struct on line 166 without registry\.lock conflicts with the read on line 173.*; registry\.lock is held there`
}

// RenameLocked holds it.
func (r *registry) RenameLocked(name string) {
	c := r.conf
	c.name = name
	label(&c)
}

// RenameAll calls it.
func (r *registry) RenameAll() {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.RenameLocked("all")
}

// Registry makes the type known.
func Registry() *registry { return &registry{conf: config{meta: map[string]string{}}} }
