// Package takeover copies an object that is in use.
package takeover

import (
	"maps"
	"sync"
)

type Rule struct {
	mu     sync.RWMutex
	active map[uint64]string
}

func (r *Rule) Eval(h uint64, s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.active[h] = s
}

func (r *Rule) Reset(h uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.active, h)
}

// Copy returns another rule that knows the same.
func (r *Rule) Copy() *Rule {
	return &Rule{active: maps.Clone(r.active)} // want `clone of r.active without r.mu`
}
