// Package together has maps of one struct that are changed together, and others.
package together

import (
	"encoding/json"
	"net/http"
)

// Stats counts.
type Stats struct {
	name string
	// hits by path
	hits map[string]int
	last map[string]string // by path
	seen map[string]bool
	errs map[string]int // by path
}

// ServeHTTP runs for many requests at once.
func (s *Stats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hit(r.URL.Path)
	s.fail(r.URL.Path)
	s.see(r.URL.Path)
}

func (s *Stats) hit(path string) {
	s.hits[path]++        // want `conflicts with`
	s.last[path] = s.name // want `conflicts with`
}

func (s *Stats) fail(path string) {
	if s.name != "" {
		s.errs[path]++ // want `conflicts with`
		delete(s.last, path)
	}
}

// see changes a map by itself.
func (s *Stats) see(path string) {
	s.seen[path] = true // want `conflicts with`
}

// Hits reads.
func (s *Stats) Hits(path string) int { return s.hits[path] + s.errs[path] }

// Serve makes a handler.
func Serve() { http.Handle("/stats", &Stats{}) }

// Set is generic.
type Set[K comparable] struct {
	keys map[K]bool
	idle map[K]bool
}

// Add changes both maps.
func (s *Set[K]) Add(k K) {
	delete(s.idle, k) // want `conflicts with`
	s.keys[k] = true  // want `conflicts with`
}

// Run adds on several goroutines.
func Run(keys []string) {
	s := &Set[string]{keys: map[string]bool{}, idle: map[string]bool{}}
	for _, k := range keys {
		go s.Add(k)
	}
}

type dumped struct{ Tags map[string]bool }

func (d *dumped) add(k string) {
	d.Tags[k] = true // want `conflicts with`
}

// dump reads the map by reflection.
func (d *dumped) dump() ([]byte, error) {
	return json.Marshal(d)
}

// Dump adds on several goroutines.
func Dump(keys []string) ([]byte, error) {
	d := &dumped{Tags: map[string]bool{}}
	for _, k := range keys {
		go d.add(k)
	}
	return d.dump()
}
