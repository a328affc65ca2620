package copies

import (
	"maps"
	"sync"
)

type hostStats struct {
	total int
	users map[string]int
}

type board struct {
	mu    sync.RWMutex
	hosts map[string]*hostStats
	inner map[string]map[string]int
}

// Boards makes the type known.
func Boards() *board {
	return &board{hosts: map[string]*hostStats{}, inner: map[string]map[string]int{}}
}

// Add counts a user of a host.
func (b *board) Add(host, user string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.hosts[host]
	if !ok {
		s = &hostStats{users: map[string]int{}}
		b.hosts[host] = s
	}
	s.total++
	s.users[user]++
	if b.inner[host] == nil {
		b.inner[host] = map[string]int{}
	}
	b.inner[host][user]++
}

// Drop forgets a user.
func (b *board) Drop(host, user string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.inner[host], user)
	delete(b.hosts[host].users, user)
}

// Data returns copies in a new map, which have the maps of the originals.
func (b *board) Data() map[string]*hostStats {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := make(map[string]*hostStats)
	for k, v := range b.hosts {
		s := *v
		out[k] = &s
	}
	return out // want `return of users in a copy of its struct conflicts with the \w+ on line \d+; .* without (\w+\.)?mu`
}

// List returns copies in a slice.
func (b *board) List() []hostStats {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var out []hostStats
	for _, v := range b.hosts {
		out = append(out, *v)
	}
	return out // want `return of users in a copy of its struct conflicts with the \w+ on line \d+; .* without (\w+\.)?mu`
}

// Inner clones the outer map alone.
func (b *board) Inner() map[string]map[string]int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := make(map[string]map[string]int, len(b.inner))
	for k, v := range b.inner {
		out[k] = v
	}
	return out // want `return of the map \(inner\) without a copy conflicts with the write on line 38; the caller uses the map without board\.mu`
}

// DataFixed returns copies with maps of their own.
func (b *board) DataFixed() map[string]*hostStats {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := make(map[string]*hostStats)
	for k, v := range b.hosts {
		s := *v
		s.users = maps.Clone(v.users)
		out[k] = &s
	}
	return out
}

// InnerFixed clones the inner maps too.
func (b *board) InnerFixed() map[string]map[string]int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := make(map[string]map[string]int, len(b.inner))
	for k, v := range b.inner {
		out[k] = maps.Clone(v)
	}
	return out
}

// Pointers returns the objects themselves, not their maps.
func (b *board) Pointers() []*hostStats {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var out []*hostStats
	for _, v := range b.hosts {
		out = append(out, v)
	}
	return out
}

// Maybe returns nothing on some ways out.
func (b *board) Maybe(host string) map[string]int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if host == "" {
		return nil
	}
	m, ok := b.inner[host]
	if !ok {
		return map[string]int{}
	}
	return m // want `return of .* without a copy`
}

// MaybeNamed has a named result.
func (b *board) MaybeNamed(host string) (m map[string]int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if host == "" {
		return nil
	}
	m = b.inner[host]
	if host == "all" {
		return map[string]int{}
	}
	return // want `return of .* without a copy`
}
