// Package loops has objects with two goroutines: their own, and the event loop
// that runs what is sent to it.
package loops

import (
	"time"

	"bad/loops/queue"
)

type store interface {
	Join(id string)
	Send() int
}

type table struct{ workers map[string]int }

func (t *table) Join(id string) { t.workers[id] = len(id) } // want `write to t\.workers conflicts with the range on line 21; the goroutine started on line 38 runs at the same time`

func (t *table) Send() (n int) {
	for _, w := range t.workers {
		n += w
	}
	return n
}

// Service hands every event to a queue, whose goroutine works on the map; its
// own goroutine walks the map beside it.
type Service struct {
	in   store
	jobs *queue.Queue
}

// New returns a service that runs.
func New() *Service {
	s := &Service{in: &table{workers: map[string]int{}}, jobs: queue.New()}
	s.jobs.Start()
	go s.run()
	return s
}

func (s *Service) run() {
	for range time.Tick(time.Second) {
		s.in.Send()
	}
}

// Join is called by anybody.
func (s *Service) Join(id string) {
	s.jobs.Enqueue(func() { s.in.Join(id) })
}

// Hub has a loop in the same package.
type Hub struct {
	ops   chan func()
	names map[string]bool
}

// NewHub returns a hub that runs.
func NewHub() *Hub {
	h := &Hub{ops: make(chan func(), 8), names: map[string]bool{}}
	go h.loop()
	go h.sweep()
	return h
}

func (h *Hub) loop() {
	for f := range h.ops {
		f()
	}
}

func (h *Hub) sweep() {
	for range time.Tick(time.Minute) {
		clear(h.names) // want `clear of h\.names conflicts with`
	}
}

// Add is called by anybody.
func (h *Hub) Add(name string) {
	h.ops <- func() { h.names[name] = true }
}
