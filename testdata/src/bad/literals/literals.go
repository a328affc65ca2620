// Package literals fills a variable with a literal, which is not a copy, or with another
// struct, which is.
package literals

import "sync"

// Manager is only known by its address.
type Manager struct {
	mu   sync.Mutex
	reqs map[string]int
	in   chan string
}

// New starts a goroutine for the variable.
func New() *Manager {
	m := Manager{reqs: make(map[string]int), in: make(chan string)}
	go m.serve()
	return &m
}

func (m *Manager) serve() {
	for s := range m.in {
		m.reqs[s]++ // want `write to m.reqs without m.mu conflicts with the \w+ on line \d+; .*; m\.mu is held there and in 1 more place`
	}
}

func (m *Manager) Get(s string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reqs[s]
}

func (m *Manager) Set(s string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reqs[s]++
}

// Counter has no lock.
type Counter struct {
	n    map[string]int
	done bool
}

// Count shares its variable with the goroutine.
func Count(in chan string) int {
	c := Counter{n: map[string]int{}}
	go func() {
		for s := range in {
			c.n[s]++ // want `write to c.n conflicts with the len on line \d+`
		}
	}()
	return len(c.n)
}

// Worker is made from a template, whose map it shares.
type Worker struct {
	name   string
	limits map[string]int
}

var (
	mu      sync.Mutex
	workers []*Worker
	base    = &Worker{limits: map[string]int{"cpu": 1}}
)

func register(w *Worker) {
	mu.Lock()
	defer mu.Unlock()
	workers = append(workers, w)
}

// NewWorker copies the template.
func NewWorker(name string) *Worker {
	w := *base
	w.name = name
	w.limits["mem"] = 1 // want `write to w.limits through a copy of its struct without mu`
	register(&w)
	return &w
}

func (w *Worker) Limit(k string, n int) {
	mu.Lock()
	defer mu.Unlock()
	w.limits[k] = n
}

// Sum adds up the limits of all workers.
func Sum(k string) (n int) {
	mu.Lock()
	defer mu.Unlock()
	for _, w := range workers {
		n += w.limits[k]
	}
	return n
}
