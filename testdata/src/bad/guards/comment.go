package guards

import "sync"

// Most accesses of visitors hold nothing, so that nobody could tell its guard but
// for the comment.
type porch struct {
	mu       sync.Mutex
	visitors map[string]int // guarded by mu
	// +checklocks:mu
	mats map[string]int
	pots map[string]int // watered by hand
}

// Come holds the lock.
func (p *porch) Come(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.visitors[who]++
	p.mats[who]++
	p.pots[who]++
}

// Known, Often and Sum do not.
func (p *porch) Known(who string) bool {
	return p.visitors[who] > 0 && // want `read of p\.visitors without p\.mu conflicts with the \w+ on line \d+`
		p.mats[who] > 0 && // want `read of p\.mats without p\.mu conflicts with the \w+ on line \d+`
		p.pots[who] > 0
}

// Often asks for more.
func (p *porch) Often(who string) bool {
	return p.visitors[who] > 10 && // want `read of p\.visitors without p\.mu conflicts with the \w+ on line \d+`
		p.mats[who] > 10 && // want `read of p\.mats without p\.mu conflicts with the \w+ on line \d+`
		p.pots[who] > 10
}

// Sum ranges.
func (p *porch) Sum() (n int) {
	for range p.visitors { // want `range over p\.visitors without p\.mu conflicts with the \w+ on line \d+`
		n++
	}
	for range p.pots {
		n++
	}
	return n
}

// Porch gives one out.
func Porch() *porch {
	return &porch{visitors: map[string]int{}, mats: map[string]int{}, pots: map[string]int{}}
}
