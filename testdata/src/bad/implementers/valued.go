package implementers

import "sync"

// Levels is handed by value to what changes it.
type Levels map[string]int

type event interface{ apply(Levels) }

type lift struct{ name string }

func (r lift) apply(l Levels) { l[r.name]++ }

type lower struct{ name string }

func (r lower) apply(l Levels) { delete(l, r.name) }

type Gauge struct {
	mu     sync.Mutex
	levels Levels
}

func (g *Gauge) Raise(name string)  { g.fire(lift{name}) }
func (g *Gauge) Remove(name string) { g.fire(lower{name}) }

func (g *Gauge) fire(e event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	e.apply(g.levels)
}

func (g *Gauge) Level(name string) int {
	return g.levels[name] // want `read of g\.levels without g\.mu conflicts with the \w+ on line \d+`
}
