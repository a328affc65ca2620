// Package tables calls the functions of a table that a function writes as a
// literal: on what belongs to the request, or under the lock, or before
// anything is shared.
package tables

import (
	"net/http"
	"sync"
)

type request struct{ tags map[string]bool }

func (q *request) tag(path string) { q.tags[path] = true }

type checks struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *checks) repeated(path string) { c.seen[path]++ }

// ServeHTTP runs all checks for each request.
func (c *checks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := &request{tags: map[string]bool{}}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range []func(string){q.tag, c.repeated} {
		f(r.URL.Path)
	}
}

type starter struct{ options map[string]string }

func (s *starter) defaults() { s.options["a"] = "1" }
func (s *starter) flags()    { s.options["b"] = "2" }

// Start runs its steps before the goroutine.
func Start(done chan<- string) {
	s := &starter{options: map[string]string{}}
	for _, f := range []func(){s.defaults, s.flags} {
		f()
	}
	go func() { done <- s.options["a"] }()
}
