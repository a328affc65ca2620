// Accesses that look as if nobody else had the object, but others have it.
package phases

import (
	"sync"
	"sync/atomic"
	"time"
)

// Engine starts its goroutine too early.
type Engine struct {
	mu    sync.RWMutex
	parts map[string]int
	wake  chan struct{}
	state int32
}

func (e *Engine) Run() {
	go e.loop()
	e.state = 1              // want "plain write to e.state conflicts with the atomic read"
	for k := range e.parts { // want "range over e.parts"
		println(k)
	}
}

func (e *Engine) loop() {
	for range e.wake {
		e.mu.Lock()
		clear(e.parts)
		e.mu.Unlock()
		if atomic.LoadInt32(&e.state) == 0 {
			return
		}
	}
}

func (e *Engine) Set(k string, n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.parts[k] = n
}

func (e *Engine) Get(k string) int {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.parts[k]
}

// Cache starts a goroutine for each key that is missing.
type Cache struct {
	mu    sync.Mutex
	items map[string]string
}

func (c *Cache) Find(k string) string {
	if v, ok := c.items[k]; ok { // want "read of c.items without c.mu"
		return v
	}
	go c.load(k)
	return ""
}

func (c *Cache) load(k string) {
	time.Sleep(time.Second)
	c.mu.Lock()
	c.items[k] = k
	c.mu.Unlock()
}

func (c *Cache) Drop(k string) {
	c.mu.Lock()
	delete(c.items, k)
	c.mu.Unlock()
}

func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.items)
}

// Ctx comes from a pool, but not always.
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

func (c *Ctx) Reset() {
	clear(c.vals) // want "clear of c.vals without c.mu"
}

var pool sync.Pool

func Take() *Ctx {
	c := pool.Get().(*Ctx)
	c.Reset()
	return c
}

// Again is for a context that others may have.
func (c *Ctx) Again() { c.Reset() }

// Scan has workers, and others take the lock too.
type Scan struct {
	mu    sync.RWMutex
	found map[string]int
}

func (s *Scan) note(name string) {
	s.mu.Lock()
	s.found[name]++
	s.mu.Unlock()
}

func (s *Scan) Has(name string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.found[name] > 0
}

func (s *Scan) each(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			if !s.Has(name) {
				s.note(name)
			}
		})
	}
	wg.Wait()
}

// Count scans and counts, while others may ask.
func (s *Scan) Count(names []string) (n int) {
	s.each(names)
	for _, k := range s.found { // want "range over s.found without s.mu"
		n += k
	}
	return n
}

// Feed has a loop, and others look without the lock too.
type Feed struct {
	mu   sync.Mutex
	seen map[string]bool
	in   <-chan string
}

func (f *Feed) Loop() {
	for s := range f.in {
		if f.Knows(s) {
			continue
		}
		f.mu.Lock()
		f.seen[s] = true
		f.mu.Unlock()
	}
}

func (f *Feed) Knows(s string) bool {
	return f.seen[s] // want "read of f.seen without f.mu"
}

func (f *Feed) Len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen)
}

func (f *Feed) Has(s string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[s]
}

// Monitor can be stopped, but it can be asked before.
type Monitor struct {
	loads map[string]float64
	quit  chan struct{}
	wg    sync.WaitGroup
}

func (m *Monitor) Start() {
	m.loads = map[string]float64{}
	m.wg.Add(1)
	go m.watch()
}

func (m *Monitor) watch() {
	defer m.wg.Done()
	for {
		select {
		case <-m.quit:
			return
		case t := <-time.After(time.Second):
			m.loads[t.String()]++ // want "write to m.loads conflicts with the read"
		}
	}
}

func (m *Monitor) Load(k string) float64 { return m.loads[k] }

func (m *Monitor) Stop() {
	close(m.quit)
	m.wg.Wait()
}

// Pages has workers that take the lock, and who asks meanwhile does not.
type Pages struct {
	mu   sync.Mutex
	size map[string]int
}

func (p *Pages) note(url string) {
	p.mu.Lock()
	p.size[url] = len(url)
	p.mu.Unlock()
}

func (p *Pages) drop(url string) {
	p.mu.Lock()
	delete(p.size, url)
	p.mu.Unlock()
}

func (p *Pages) Fetch(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() {
			p.drop(url)
			p.note(url)
		})
	}
	wg.Wait()
}

func (p *Pages) Size(url string) int {
	return p.size[url] // want "read of p.size without p.mu"
}
