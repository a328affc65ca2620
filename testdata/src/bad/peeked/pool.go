// Package peeked is code under test whose tests look into it while its goroutine
// runs: one finding for all that they touch of one type.
package peeked

import "sync"

type pool struct {
	mu      sync.Mutex
	pending map[string]int
	queued  map[string]int
}

func newPool() *pool {
	p := &pool{pending: map[string]int{}, queued: map[string]int{}}
	go p.loop()
	return p
}

func (p *pool) loop() {
	for {
		p.mu.Lock()
		p.promote("a")
		p.mu.Unlock()
	}
}

// promote moves a key on.
func (p *pool) promote(key string) {
	p.pending[key] = p.queued[key]
	delete(p.queued, key)
}

// A backend is told of keys.
type backend interface{ ping(key string) }

func (p *pool) watch(b backend) {
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		b.ping("a")
	}()
}

type queue struct {
	mu     sync.Mutex
	urgent map[string]int
	other  map[string]int
}

func newQueue() *queue {
	q := &queue{urgent: map[string]int{}, other: map[string]int{}}
	go q.loop()
	return q
}

func (q *queue) loop() {
	for {
		q.mu.Lock()
		q.urgent["a"], q.other["a"] = 1, 1
		q.mu.Unlock()
	}
}
