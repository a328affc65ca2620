// Package refuse has findings without a safe fix.
package refuse

import (
	"io"
	"sync"
	"time"
)

// Store has a map with a guard.
type Store struct {
	mu    sync.Mutex
	other sync.Mutex
	items map[string]int
	inner map[string]map[string]int
	calls int // guarded by other
}

// Set holds the lock.
func (s *Store) Set(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = n
	s.inner[k] = map[string]int{}
}

// Unset holds the lock.
func (s *Store) Unset(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, k)
	delete(s.inner, k)
}

// Both holds both locks, in this order.
func (s *Store) Both(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.other.Lock()
	defer s.other.Unlock()
	s.items[k]++
}

// Order would take them in the other order.
func (s *Store) Order(k string) int {
	s.other.Lock()
	defer s.other.Unlock()
	s.calls++
	return s.items[k] // want `read of s\.items without s\.mu`
}

// Dependent stores what follows from a look-up before a slow call.
func (s *Store) Dependent(k string) {
	n := s.items[k] // want `read of s\.items without s\.mu conflicts with`
	time.Sleep(time.Second)
	s.items[k] = n + 1 // want `write to s\.items without s\.mu conflicts with`
}

// Callback calls it knows not what with the map in an else branch.
func (s *Store) Callback(k string, f func() bool) {
	if f() {
		return
	} else if s.items[k] > 0 { // want `read of s\.items without s\.mu conflicts with`
		f()
	}
}

// ShortCircuit looks up only if there is a store.
func ShortCircuit(s *Store, k string, f func()) {
	if s != nil && s.Has(k) {
		f()
	}
}

// Has is nil-safe.
func (s *Store) Has(k string) bool {
	if s == nil {
		return false
	}
	f := func() { time.Sleep(time.Second) }
	if f != nil && s.items[k] > 0 { // want `read of s\.items without s\.mu conflicts with`
		f()
	}
	return true
}

// Inner iterates over a map in the map and writes it out.
func (s *Store) Inner(k string, w io.Writer) {
	for name := range s.inner[k] { // want `read of s\.inner without s\.mu conflicts with`
		io.WriteString(w, name)
	}
}

// Cases compares in the cases of a switch.
func (s *Store) Cases(n int) {
	switch n {
	case s.items["a"]: // want `read of s\.items without s\.mu conflicts with`
		time.Sleep(time.Second)
	}
}

// Value has a lock that is copied with it.
type Value struct{ m map[string]int }

// Add has a copy of the value.
func (v Value) Add(k string) {
	v.m[k]++ // want `write to v\.m through a copy of its struct conflicts with`
}

// RunValue adds from several goroutines.
func RunValue() {
	v := Value{m: map[string]int{}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { v.Add("a") })
	}
	wg.Wait()
}

// Run calls all methods beside a goroutine.
func Run() {
	s := &Store{}
	go s.Set("a", 1)
	s.Unset("a")
	s.Both("a")
	s.Order("a")
	s.Dependent("a")
	s.Callback("a", nil)
	s.Has("a")
	s.Inner("a", nil)
	s.Cases(1)
}

// Box has a lock.
type Box struct {
	mu sync.Mutex
	m  map[string]int
}

// Set holds the lock.
func (b *Box) Set(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.m[k]++
}

// Unset holds the lock.
func (b *Box) Unset(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.m, k)
}

// Get has a copy of the lock.
func (b Box) Get(k string) int {
	return b.m[k] // want `read of b.m without b.mu`
}

// Outer is copied, with the part that has the map.
type Outer struct{ part Part }

// Part would need a lock, which would be copied, too.
type Part struct{ tags map[string]bool }

// Tag writes to the map in the part.
func (o *Outer) Tag(name string) {
	o.part.tags[name] = true // want `write to o\.part\.tags conflicts with`
}

// Copy copies the struct.
func Copy(o *Outer) Outer { return *o }

// RunOuter writes in several goroutines.
func RunOuter() {
	o := &Outer{part: Part{tags: map[string]bool{}}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { o.Tag("a") })
	}
	wg.Wait()
}
