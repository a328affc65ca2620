// Package b27w holds idiom B27 in a wrapped object: the map is in a store that
// the constructor makes first and puts into the object whose loop it starts.
//
// Category: read-write
package b27w

import "time"

type store struct{ workers map[string]*int }

func newStore() *store { return &store{workers: map[string]*int{}} }

func (s *store) join(id string) { s.workers[id] = new(int) } // want `write to s\.workers conflicts with the range on line 16; the goroutine started on line 31 runs at the same time`

func (s *store) send() {
	for _, w := range s.workers {
		*w = 0
	}
}

// Service walks the map beside its callers.
type Service struct {
	in   *store
	done chan struct{}
}

// New starts the loop of a new Service.
func New() *Service {
	s := &Service{in: newStore(), done: make(chan struct{})}
	s.in.join("first")
	go s.run()
	return s
}

func (s *Service) run() {
	for range time.Tick(time.Second) {
		s.in.send()
	}
}

// Join writes while the loop ranges.
func (s *Service) Join(id string) { s.in.join(id) }

// Quiet has a loop that leaves the store alone.
type Quiet struct {
	own    *store
	shared *store
}

// NewQuiet starts the loop of a new Quiet.
func NewQuiet() *Quiet {
	q := &Quiet{own: newStore(), shared: newStore()}
	go q.run()
	return q
}

func (q *Quiet) run() {
	for range time.Tick(time.Second) {
		q.own.send()
	}
}

// Join writes to the other store.
func (q *Quiet) Join(id string) { q.shared.join(id) }
