// Package names has functions whose names only look as if the object were not shared: the
// first word is another word, or no verb.
package names

import "sync"

// Pool counts what is in use.
type Pool struct {
	mu    sync.RWMutex
	slots map[string]int
	size  int
}

func (p *Pool) Add(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slots[name]++
}

func (p *Pool) Remove(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.slots, name)
}

func (p *Pool) Has(name string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.slots[name] > 0
}

func (p *Pool) Each(f func(string)) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for name := range p.slots {
		f(name)
	}
}

func (p *Pool) Sum() (n int) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, k := range p.slots {
		n += k
	}
	return n
}

func (p *Pool) Get(name string) int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.slots[name]
}

func (p *Pool) Count() int { return len(p.slots) } // want `without p.mu`

func (p *Pool) Opened() int { return len(p.slots) } // want `without p.mu`

func (p *Pool) LoadFactor() float64 { return float64(len(p.slots)) / float64(p.size) } // want `without p.mu`

func (p *Pool) InitialCount() int { return len(p.slots) } // want `without p.mu`

func (p *Pool) FreeSlots() int { return p.size - len(p.slots) } // want `without p.mu`

func (p *Pool) OpenSlots() int { return p.size - len(p.slots) } // want `without p.mu`

func (p *Pool) ClosestMatch(name string) (best string) {
	for s := range p.slots { // want `without p.mu`
		if s > name && (best == "" || s < best) {
			best = s
		}
	}
	return best
}

func (p *Pool) CopyStateful() map[string]int {
	out := map[string]int{}
	for s, n := range p.slots { // want `without p.mu`
		out[s] = n
	}
	return out
}

func (p *Pool) IsBlocked(name string) bool { return p.slots[name] > 9 } // want `without p.mu`

// Show is asked for what initials returns.
func (p *Pool) Show() string { return initials(p) }

func initials(p *Pool) (out string) {
	p.each(func(name string) { out += name[:1] })
	return out
}

func (p *Pool) each(f func(string)) {
	for name := range p.slots { // want `without p.mu`
		f(name)
	}
}
