// Package remarks has comments that excuse a missing lock: to each detector they are a
// reason to doubt.
package remarks

import "sync"

// Set is guarded.
type Set struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (s *Set) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys[k] = true
}

func (s *Set) Remove(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, k)
}

func (s *Set) Has(k string) bool {
	return s.keys[k] // no lock needed: nobody adds while others ask // want `without s.mu`
}

// String lists the keys. It must not be called concurrently with Add or Remove.
func (s *Set) String() (out string) {
	for k := range s.keys { // want `without s.mu`
		out += k
	}
	return out
}

// Dump lists the keys.
//
// The caller must make sure that no other goroutine uses the set.
func (s *Set) Dump() []string { return s.list() }

func (s *Set) list() (out []string) {
	for k := range s.keys { // want `without s.mu`
		out = append(out, k)
	}
	return out
}

// Worker has a goroutine of its own.
type Worker struct {
	jobs map[string]int
	in   chan string
}

func NewWorker() *Worker {
	w := &Worker{jobs: map[string]int{}, in: make(chan string)}
	go w.run()
	return w
}

func (w *Worker) run() {
	for j := range w.in {
		w.jobs[j]++
	}
}

// Jobs reads what the goroutine writes.
func (w *Worker) Jobs(j string) int {
	// Safe to read here, since it is only a statistic.
	return w.jobs[j] // want `conflicts with the write`
}

// names is filled on demand.
var names = map[int]string{}

// Name is for one goroutine; it is not safe for concurrent use.
func Name(n int) string {
	if s, ok := names[n]; ok {
		return s
	}
	s := string(rune(n))
	names[n] = s // want `conflicts with`
	return s
}
