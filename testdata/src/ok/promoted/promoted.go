// Package promoted has the lock of a part that is no lock of the whole.
package promoted

import "sync"

// log has a lock for its own lines.
type log struct {
	mu    sync.Mutex
	lines map[int]string
}

func (l *log) add(n int, s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines[n] = s
}

// Plan is used by one goroutine; its log by many.
type Plan struct {
	journal log
	steps   map[string]int
}

// Step holds the lock of the log by chance.
func (p *Plan) Step(name string) {
	p.journal.mu.Lock()
	p.journal.lines[len(p.steps)] = name
	p.steps[name]++
	p.journal.mu.Unlock()
}

func (p *Plan) Skip(name string) {
	p.journal.mu.Lock()
	p.journal.lines[0] = name
	delete(p.steps, name)
	p.journal.mu.Unlock()
}

func (p *Plan) Len() int { return len(p.steps) }

func (p *Plan) Note(s string) { p.journal.add(1, s) }
