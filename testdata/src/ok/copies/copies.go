// Package copies has copies of a struct that share its lock with the original.
package copies

import "sync"

// Page is copied for each call that wants another timeout.
type Page struct {
	timeout int
	mu      *sync.Mutex
	helpers map[string]int
}

// New makes a page.
func New() *Page { return &Page{mu: &sync.Mutex{}} }

// Timeout returns a copy, which has the same helpers and the same lock for them.
func (p *Page) Timeout(t int) *Page {
	p.mu.Lock()
	q := *p
	p.mu.Unlock()
	q.timeout = t
	return &q
}

// Help remembers a helper.
func (p *Page) Help(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.helpers[name]++
}

// Forget forgets one.
func (p *Page) Forget(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.helpers, name)
}
