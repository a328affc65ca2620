// Package takeover fills an object with what the one before it knew.
package takeover

import (
	"maps"
	"sync"
)

// Rule remembers what is active.
type Rule struct {
	mu     sync.RWMutex
	active map[uint64]string
}

func (r *Rule) Eval(h uint64, s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s == "" {
		delete(r.active, h)
		return
	}
	r.active[h] = s
}

func (r *Rule) Active() (out []string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range r.active {
		out = append(out, s)
	}
	return out
}

// Group has rules.
type Group struct{ rules []*Rule }

// CopyState is called before the group is used, and when the other one is not any more.
func (g *Group) CopyState(from *Group) {
	for i, r := range g.rules {
		maps.Copy(r.active, from.rules[i].active)
	}
}
