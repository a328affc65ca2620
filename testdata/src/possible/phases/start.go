// Accesses in a phase of the object's life in which probably nobody else has it.
package phases

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Engine has its goroutine started by a helper.
type Engine[K comparable] struct {
	sync.RWMutex
	parts map[K]int
	wake  chan struct{}
	state int32
}

func (e *Engine[K]) Run() error {
	for k := range e.parts { // want "range over e.parts without e"
		e.check(k)
	}
	e.state = 1 // want "plain write to e.state conflicts with the atomic read"
	e.launch()
	return nil
}

func (e *Engine[K]) check(k K) {}

func (e *Engine[K]) launch() { go e.loop() }

func (e *Engine[K]) loop() {
	for range e.wake {
		e.Lock()
		clear(e.parts)
		e.Unlock()
	}
}

func (e *Engine[K]) Set(k K, n int) {
	e.Lock()
	defer e.Unlock()
	e.parts[k] = n
}

func (e *Engine[K]) Get(k K) int {
	e.RLock()
	defer e.RUnlock()
	return e.parts[k]
}

func (e *Engine[K]) Running() bool { return atomic.LoadInt32(&e.state) == 1 }

// Site serves when its pages are there.
type Site struct {
	mu    sync.Mutex
	pages map[string]string
}

func (s *Site) read() {
	s.pages["/"] = "home" // want "write to s.pages without s.mu"
}

func (s *Site) Serve(addr string) error {
	s.read()
	go func() {
		for range time.Tick(time.Minute) {
			s.mu.Lock()
			println(len(s.pages))
			s.mu.Unlock()
		}
	}()
	return http.ListenAndServe(addr, http.HandlerFunc(s.page))
}

func (s *Site) page(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[r.URL.Path] += "!"
}

func (s *Site) Forget(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pages, path)
}

// Ctx is reused by a server.
type Ctx struct {
	mu   sync.RWMutex
	vals map[string]any
}

func (c *Ctx) Set(k string, v any) {
	c.mu.Lock()
	c.vals[k] = v
	c.mu.Unlock()
}

func (c *Ctx) Get(k string) any {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.vals[k]
}

func (c *Ctx) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.vals)
}

// Reset is for the next request.
func (c *Ctx) Reset() {
	clear(c.vals) // want "clear of c.vals without c.mu"
}

type Server struct{ pool sync.Pool }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, ok := s.pool.Get().(*Ctx)
	if !ok {
		return
	}
	c.Reset()
	handle(c)
}

var handle func(*Ctx)

// Feed has one loop, which alone changes the map.
type Feed struct {
	mu   sync.Mutex
	seen map[string]bool
	in   <-chan string
	stop chan struct{}
}

// Loop runs until the stop.
func (f *Feed) Loop(quit <-chan struct{}) error {
	for {
		select {
		case s := <-f.in:
			if f.knows(s) {
				continue
			}
			f.mu.Lock()
			f.seen[s] = true
			f.mu.Unlock()
		case <-quit:
			return nil
		}
	}
}

func (f *Feed) knows(s string) bool {
	return f.seen[s] // want "read of f.seen without f.mu"
}

func (f *Feed) Has(s string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[s]
}

func (f *Feed) Len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen)
}

// Scan has workers, which lock out each other.
type Scan struct {
	mu    sync.RWMutex
	found map[string]int
}

func (s *Scan) note(name string) {
	s.mu.Lock()
	s.found[name]++
	s.mu.Unlock()
}

func (s *Scan) drop(name string) {
	s.mu.Lock()
	delete(s.found, name)
	s.mu.Unlock()
}

func (s *Scan) has(name string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.found[name] > 0
}

func (s *Scan) each(names []string) {
	done := make(chan bool)
	for _, name := range names {
		go func() {
			if s.has(name) {
				s.drop(name)
			}
			s.note(name)
			done <- true
		}()
	}
	for range names {
		<-done
	}
}

// Count scans and counts.
func (s *Scan) Count(names []string) (n int) {
	s.each(names)
	for _, k := range s.found { // want "range over s.found without s.mu"
		n += k
	}
	return n
}
