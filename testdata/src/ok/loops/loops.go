// Package loops has objects whose maps belong to one event loop, which runs
// what is sent to it and has work of its own.
package loops

import (
	"time"

	"ok/loops/queue"
)

type store interface {
	Join(id string)
	Send() int
}

type table struct{ workers map[string]int }

func (t *table) Join(id string) { t.workers[id] = len(id) }

func (t *table) Send() (n int) {
	for _, w := range t.workers {
		n += w
	}
	return n
}

// Service does all its work on the queue.
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
		s.jobs.Enqueue(func() { s.in.Send() })
	}
}

// Join is called by anybody.
func (s *Service) Join(id string) {
	s.jobs.Enqueue(func() { s.in.Join(id) })
}

var total = map[string]int{}

// Hub has one goroutine, which runs the operations and the ticker.
type Hub struct {
	in  store
	ops chan func()
}

// NewHub returns a hub that runs.
func NewHub() *Hub {
	h := &Hub{in: &table{workers: map[string]int{}}, ops: make(chan func(), 8)}
	go h.run()
	return h
}

func (h *Hub) run() {
	t := time.Tick(time.Second)
	for {
		select {
		case <-t:
			total["sent"] += h.in.Send()
		case f := <-h.ops:
			f()
		}
	}
}

// Join is called by anybody.
func (h *Hub) Join(id string) { h.ops <- func() { h.in.Join(id) } }

// Total waits for its operation.
func (h *Hub) Total() int {
	n := make(chan int)
	h.ops <- func() { n <- total["sent"] }
	return <-n
}

// Count reads what its operation has written, after that has said so.
func (h *Hub) Count(ids []string) map[string]int {
	out := map[string]int{}
	done := make(chan struct{})
	h.ops <- func() {
		for _, id := range ids {
			out[id]++
		}
		close(done)
	}
	<-done
	return out
}
