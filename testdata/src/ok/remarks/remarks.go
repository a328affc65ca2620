// Package remarks leaves a lock out and says why.
package remarks

import "sync"

// Handler is called by one goroutine at a time; mu is there for Close.
type Handler struct {
	mu      sync.Mutex
	cancels map[string]func()
	updates map[string]int
}

func (h *Handler) Watch(name string, cancel func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.cancels[name]; !ok {
		h.cancels[name] = cancel
	}
}

func (h *Handler) Unwatch(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.cancels, name)
}

func (h *Handler) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, cancel := range h.cancels {
		cancel()
	}
}

// Ready has a comment above.
func (h *Handler) Ready() bool {
	// Safe to read cancels because only written to in other callbacks, which are
	// called one after the other.
	return len(h.updates) == len(h.cancels)
}

// Registry is a global table, which tests forget.
type Registry struct {
	mu    sync.Mutex
	conns map[string]int
}

var registry = &Registry{conns: map[string]int{}}

func Dial(addr string) int {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	if _, ok := registry.conns[addr]; !ok {
		registry.conns[addr] = len(registry.conns)
	}
	return registry.conns[addr]
}

func Hang(addr string) {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	delete(registry.conns, addr)
}

// CloseForTesting forgets all.
func CloseForTesting() (n int) {
	for _, c := range registry.conns {
		n += c
	}
	return n
}

// Addrs lists what is open. It is only used in tests.
func Addrs() (addrs []string) {
	for a := range registry.conns {
		addrs = append(addrs, a)
	}
	return addrs
}

// Set has a remark behind the access.
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
	return s.keys[k] // no lock needed: nobody adds while others ask
}

// recorder counts what a source has; a new one is registered before it records.
type recorder struct {
	mu   sync.Mutex
	last map[string]int
	src  func() map[string]int
}

// register prepares the recorder. It must be called before record.
// This function is not concurrency safe.
func (r *recorder) register() {
	r.last = map[string]int{}
	for name, n := range r.src() {
		r.last[name] = n
	}
}

func (r *recorder) record() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, n := range r.src() {
		r.last[name] += n
	}
}

func (r *recorder) names() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.last)
}

// Sampler has a recorder, which it makes when it starts.
type Sampler struct{ rec *recorder }

func (s *Sampler) Start(src func() map[string]int) {
	s.rec = &recorder{src: src}
	s.rec.register()
}

func (s *Sampler) Sample() int { s.rec.record(); return s.rec.names() }

// Batch is filled, and then run by several goroutines.
type Batch struct {
	mu       sync.Mutex
	commands map[int]string
	results  map[int]string
}

func (b *Batch) Set(i int, c string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.commands[i] = c
}

func (b *Batch) Drop(i int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.commands, i)
}

func (b *Batch) Exec(i int) {
	// There is no need to protect b.commands. It is filled before Exec runs, and
	// nobody changes it any more.
	c := b.commands[i]
	b.mu.Lock()
	defer b.mu.Unlock()
	b.results[i] = c
}
