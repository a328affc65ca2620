// Package ownlocks holds locks of types that wrap a mutex, in two steps or behind a
// pointer: they guard as the mutex does.
package ownlocks

import "sync"

type slow struct{ inner sync.RWMutex }

func (s *slow) Lock()    { s.inner.Lock() }
func (s *slow) Unlock()  { s.inner.Unlock() }
func (s *slow) RLock()   { s.inner.RLock() }
func (s *slow) RUnlock() { s.inner.RUnlock() }

// Mutex wraps what wraps one.
type Mutex struct{ slow }

// Pair has two, which guard one map each.
type Pair struct {
	a, b Mutex
	x, y map[string]int
}

func (p *Pair) SetX(k string) { p.a.Lock(); p.x[k]++; p.a.Unlock() }

func (p *Pair) SetY(k string) { p.b.Lock(); p.y[k]++; p.b.Unlock() }

func (p *Pair) LenX() int { p.a.Lock(); defer p.a.Unlock(); return len(p.x) }

func (p *Pair) LenY() int { p.b.Lock(); defer p.b.Unlock(); return len(p.y) }

// DelY takes the other one.
func (p *Pair) DelY(k string) {
	p.a.Lock()
	delete(p.y, k) // want `delete from p\.y without p\.b conflicts with`
	p.a.Unlock()
}

// Porch says which lock guards its map.
type Porch struct {
	mu       slow
	visitors map[string]int // guarded by mu
}

func (p *Porch) Come(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.visitors[who]++
}

// Known does not take it.
func (p *Porch) Known(who string) bool {
	return p.visitors[who] > 0 // want `read of p\.visitors without p\.mu conflicts with`
}

// Often asks for more.
func (p *Porch) Often(who string) bool {
	return p.visitors[who] > 9 // want `read of p\.visitors without p\.mu conflicts with`
}

type value struct {
	mu slow
	m  map[string]int
}

// add locks its copy.
func (v value) add(k string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.m[k]++ // want `write to v\.m conflicts with .*; add locks its own copy of v\.mu`
}

// Values adds from several goroutines.
func Values(keys []string) {
	v := &value{m: map[string]int{}}
	for _, k := range keys {
		go func() { v.add(k) }()
	}
}
