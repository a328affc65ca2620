// Package b71 holds idiom B71, maps.Clone of an unguarded shared map: the usual
// repair of a leak, made without the lock. The race detector does not see it.
//
// Category: range-write
package b71

import (
	"maps"
	"sync"
)

type gauge struct {
	mu sync.RWMutex
	m  map[string]int
}

func (g *gauge) put(k string) {
	g.mu.Lock()
	g.m[k]++
	g.mu.Unlock()
}

func (g *gauge) snapshot() map[string]int {
	return maps.Clone(g.m) // want `clone of g.m without g\.mu conflicts with the write`
}

// Run clones while another goroutine writes.
func Run() int {
	g := &gauge{m: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.put("b")
	}()
	snap := g.snapshot()
	<-done
	return len(snap)
}

type totals struct {
	mu sync.RWMutex
	m  map[string]int
}

func (t *totals) put(k string) {
	t.mu.Lock()
	t.m[k]++
	t.mu.Unlock()
}

func (t *totals) addTo(out map[string]int) {
	maps.Copy(out, t.m) // want `t\.m without t\.mu conflicts with the write`
}

// RunCopy copies while another goroutine writes.
func RunCopy() int {
	t := &totals{m: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.put("b")
	}()
	out := map[string]int{}
	t.addTo(out)
	<-done
	return len(out)
}

type gaugeFixed struct {
	mu sync.RWMutex
	m  map[string]int
}

func (g *gaugeFixed) put(k string) {
	g.mu.Lock()
	g.m[k]++
	g.mu.Unlock()
}

func (g *gaugeFixed) snapshot() map[string]int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return maps.Clone(g.m)
}

func (g *gaugeFixed) addTo(out map[string]int) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	maps.Copy(out, g.m)
}

// RunFixed clones and copies under the read lock.
func RunFixed() int {
	g := &gaugeFixed{m: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.put("b")
	}()
	snap := g.snapshot()
	g.addTo(snap)
	<-done
	return len(snap)
}
