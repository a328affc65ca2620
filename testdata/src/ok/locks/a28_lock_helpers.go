// A28: lock and unlock helper methods.
//
// Safe because the helpers lock and unlock the mutex of the object, and the
// accesses lie between the two calls.
//
// Naive mistake: to look for calls of sync.Mutex methods in the function with
// the access only; it contains none.
package locks

import (
	"sync"
	"sync/atomic"
)

// helperStore counts its lock operations.
type helperStore struct {
	stats atomic.Int64
	mu    sync.Mutex
	m     map[string]int
}

func (s *helperStore) lock() {
	s.stats.Add(1)
	s.mu.Lock()
}

func (s *helperStore) unlock() { s.mu.Unlock() }

func (s *helperStore) set(k string) {
	s.lock()
	defer s.unlock()
	s.m[k] = 1
}

func (s *helperStore) get(k string) int {
	s.lock()
	v := s.m[k]
	s.unlock()
	return v
}

// lockingRegistry is a sync.Locker by its own methods.
type lockingRegistry struct {
	inner sync.RWMutex
	names map[string]bool
}

func (r *lockingRegistry) Lock()    { r.inner.Lock() }
func (r *lockingRegistry) Unlock()  { r.inner.Unlock() }
func (r *lockingRegistry) RLock()   { r.inner.RLock() }
func (r *lockingRegistry) RUnlock() { r.inner.RUnlock() }

func (r *lockingRegistry) add(n string) {
	r.Lock()
	defer r.Unlock()
	r.names[n] = true
}

func (r *lockingRegistry) has(n string) bool {
	r.RLock()
	defer r.RUnlock()
	return r.names[n]
}

// ownMutex is a mutex type of the program with its own bookkeeping.
type ownMutex struct {
	mu    sync.Mutex
	owner string
}

func (m *ownMutex) Acquire(who string) {
	m.mu.Lock()
	m.owner = who
}

func (m *ownMutex) Release() {
	m.owner = ""
	m.mu.Unlock()
}

type ownMutexTable struct {
	guard ownMutex
	rows  map[int]string
}

func (t *ownMutexTable) insert(i int, s string) {
	t.guard.Acquire("insert")
	defer t.guard.Release()
	t.rows[i] = s
}

func (t *ownMutexTable) remove(i int) {
	t.guard.Acquire("remove")
	delete(t.rows, i)
	t.guard.Release()
}

func (t *ownMutexTable) count() int {
	t.guard.Acquire("count")
	defer t.guard.Release()
	return len(t.rows)
}

// lockPair takes two locks in one helper.
type lockPair struct {
	a, b   sync.Mutex
	ma, mb map[string]int
}

func (p *lockPair) lockBoth() {
	p.a.Lock()
	p.b.Lock()
}

func (p *lockPair) unlockBoth() {
	p.b.Unlock()
	p.a.Unlock()
}

func (p *lockPair) swap(k string) {
	p.lockBoth()
	defer p.unlockBoth()
	p.ma[k], p.mb[k] = p.mb[k], p.ma[k]
}

func (p *lockPair) bumpA(k string) {
	p.a.Lock()
	p.ma[k]++
	p.a.Unlock()
}

func (p *lockPair) bumpB(k string) {
	p.b.Lock()
	p.mb[k]++
	p.b.Unlock()
}

// UseA28 runs them concurrently.
func UseA28() int {
	s := &helperStore{m: map[string]int{}}
	r := &lockingRegistry{names: map[string]bool{}}
	t := &ownMutexTable{rows: map[int]string{}}
	p := &lockPair{ma: map[string]int{}, mb: map[string]int{}}
	for i, k := range []string{"a", "b"} {
		go s.set(k)
		go s.get(k)
		go r.add(k)
		go r.has(k)
		go t.insert(i, k)
		go t.remove(i)
		go t.count()
		go p.swap(k)
		go p.bumpA(k)
		go p.bumpB(k)
	}
	s.set("z")
	r.Lock()
	delete(r.names, "a")
	r.Unlock()
	t.insert(9, "z")
	p.swap("z")
	if r.has("z") {
		return 0
	}
	return s.get("z") + t.count()
}
