// Package ownlock guards maps by locks of the project's own, which are made of a mutex
// that is taken on a condition, of a channel, of a word, of a condition variable.
// One access of each map forgets the lock.
package ownlock

import (
	"runtime"
	"sync"
	"sync/atomic"

	"bad/ownlock/watched"
)

// gate can be switched off for programs with one goroutine.
type gate struct {
	mu  sync.Mutex
	off bool
}

func (g *gate) Lock() {
	if !g.off {
		g.mu.Lock()
	}
}

func (g *gate) Unlock() {
	if !g.off {
		g.mu.Unlock()
	}
}

// Gated has a lock that can be switched off.
type Gated struct {
	gate  gate
	items map[string]int
}

func (s *Gated) Add(k string, n int) {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.items[k] += n
}

func (s *Gated) Drop(k string) {
	s.gate.Lock()
	delete(s.items, k)
	s.gate.Unlock()
}

func (s *Gated) Get(k string) int {
	return s.items[k] // want `read of s\.items without s\.gate conflicts with the \w+ on line \d+`
}

// rwGate is a gate for readers, too.
type rwGate struct {
	sync.RWMutex
	on *atomic.Bool
}

func (g *rwGate) Lock() {
	if g.on.Load() {
		g.RWMutex.Lock()
	}
}

func (g *rwGate) Unlock() {
	if g.on.Load() {
		g.RWMutex.Unlock()
	}
}

func (g *rwGate) RLock() {
	if g.on.Load() {
		g.RWMutex.RLock()
	}
}

func (g *rwGate) RUnlock() {
	if g.on.Load() {
		g.RWMutex.RUnlock()
	}
}

// Reads reads under RLock.
type Reads struct {
	mu    rwGate
	items map[string]int
}

func (s *Reads) Add(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] += n
}

func (s *Reads) Drop(k string) {
	s.mu.RLock()
	delete(s.items, k) // want `delete from s\.items while s\.mu is only read-locked`
	s.mu.RUnlock()
}

func (s *Reads) Get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[k]
}

func (s *Reads) Has(k string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[k] > 0
}

// box is a channel with room for one.
type box chan struct{}

func (b box) Lock()   { b <- struct{}{} }
func (b box) Unlock() { <-b }

// NewBoxed returns a Boxed.
func NewBoxed() *Boxed { return &Boxed{box: make(box, 1), items: map[string]int{}} }

// Boxed has a channel with the methods of a lock.
type Boxed struct {
	box   box
	items map[string]int
}

func (s *Boxed) Add(k string, n int) {
	s.box.Lock()
	defer s.box.Unlock()
	s.items[k] += n
}

func (s *Boxed) Drop(k string) {
	s.box.Lock()
	delete(s.items, k)
	s.box.Unlock()
}

func (s *Boxed) Get(k string) int {
	return s.items[k] // want `read of s\.items without s\.box conflicts with the \w+ on line \d+`
}

// spin swaps a word.
type spin struct{ held atomic.Bool }

func (s *spin) Lock() {
	for !s.held.CompareAndSwap(false, true) {
		runtime.Gosched()
	}
}

func (s *spin) Unlock() { s.held.Store(false) }

// Spun has a word that is swapped.
type Spun struct {
	mu    spin
	items map[string]int
}

func (s *Spun) Add(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] += n
}

func (s *Spun) Drop(k string) {
	s.mu.Lock()
	delete(s.items, k)
	s.mu.Unlock()
}

func (s *Spun) Get(k string) int {
	return s.items[k] // want `read of s\.items without s\.mu conflicts with the \w+ on line \d+`
}

// queue hands the lock on by a condition variable.
type queue struct {
	mu   sync.Mutex
	free sync.Cond
	held bool
}

func (q *queue) Lock() {
	q.mu.Lock()
	for q.held {
		q.free.Wait()
	}
	q.held = true
	q.mu.Unlock()
}

func (q *queue) Unlock() {
	q.mu.Lock()
	q.held = false
	q.free.Signal()
	q.mu.Unlock()
}

// Queued has a lock that hands itself on.
type Queued struct {
	q     queue
	items map[string]int
}

func (s *Queued) Add(k string, n int) {
	s.q.Lock()
	defer s.q.Unlock()
	s.items[k] += n
}

func (s *Queued) Drop(k string) {
	s.q.Lock()
	delete(s.items, k)
	s.q.Unlock()
}

func (s *Queued) Get(k string) int {
	return s.items[k] // want `read of s\.items without s\.q conflicts with the \w+ on line \d+`
}

// Watched has a lock of another package.
type Watched struct {
	mu    *watched.Mutex
	items map[string]int
}

func (s *Watched) Add(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] += n
}

func (s *Watched) Drop(k string) {
	s.mu.Lock()
	delete(s.items, k)
	s.mu.Unlock()
}

func (s *Watched) Get(k string) int {
	return s.items[k] // want `read of s\.items without s\.mu conflicts with the \w+ on line \d+`
}

// Switched has methods of its own that lock on a condition.
type Switched struct {
	mu     sync.Mutex
	single bool
	items  map[string]int
}

func (s *Switched) lock() {
	if !s.single {
		s.mu.Lock()
	}
}

func (s *Switched) unlock() {
	if !s.single {
		s.mu.Unlock()
	}
}

func (s *Switched) Add(k string, n int) {
	s.lock()
	defer s.unlock()
	s.items[k] += n
}

func (s *Switched) Drop(k string) {
	s.lock()
	delete(s.items, k)
	s.unlock()
}

func (s *Switched) Get(k string) int {
	return s.items[k] // want `read of s\.items without s\.mu conflicts with the \w+ on line \d+`
}
