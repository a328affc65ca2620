// Package literals fills a variable with a literal and gives its address away: that is one
// object, and no copy of the literal.
package literals

import (
	"errors"
	"sync"
)

var errNone = errors.New("none")

// Manager is only known by its address.
type Manager struct {
	mu   sync.RWMutex
	wg   sync.WaitGroup
	name string
	reqs map[string]int
	in   chan string
}

// New returns the address of the variable.
func New(name string) (*Manager, error) {
	m := Manager{
		name: name,
		reqs: make(map[string]int),
		in:   make(chan string),
	}
	m.start()
	if m.Get(name) < 0 {
		return nil, errNone
	}
	m.mu.Lock()
	m.reqs[name] = 1
	m.mu.Unlock()
	return &m, nil
}

func (m *Manager) start() {
	m.wg.Go(func() {
		for s := range m.in {
			m.drop(s)
		}
	})
}

func (m *Manager) drop(s string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.reqs, s)
}

// Get holds the lock, as all do.
func (m *Manager) Get(s string) int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.reqs[s]
}

// Set holds the lock, as all do.
func (m *Manager) Set(s string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reqs[s]++
}

// Page has an owner that is made for it.
type Page struct {
	frames *Frames
	mu     sync.Mutex
	marks  map[int]bool
}

// Frames belong to a page.
type Frames struct {
	mu   sync.Mutex
	page *Page
	byID map[int]string
}

func newFrames(p *Page) *Frames {
	f := Frames{page: p, byID: map[int]string{}}
	go f.watch()
	return &f
}

func (f *Frames) watch() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byID[0] = ""
	f.page.mark(0)
}

func (f *Frames) add(id int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byID[id] = ""
}

func (p *Page) mark(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marks[n] = true
}

// NewPage gives the address of its variable to what it makes.
func NewPage() *Page {
	p := Page{marks: map[int]bool{}}
	p.frames = newFrames(&p)
	p.frames.add(1)
	p.mark(1)
	return &p
}
