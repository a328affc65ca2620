// Findings that comments silence, and statements that hold.
package directives

import "sync"

func line() {
	m := map[int]int{}
	go func() {
		m[1] = 1 //mapconcur:ignore started last, and nobody reads
	}()
	m[2] = 2
}

func lineAbove() {
	m := map[int]int{}
	go func() {
		//mapconcur:ignore started last, and nobody reads
		// (and nobody writes)
		m[1] = 1
	}()
	m[2] = 2
}

// function is silenced as a whole.
//
//mapconcur:ignore a demonstration of what not to do
func function() {
	m := map[int]int{}
	go func() { m[1] = 1 }()
	m[2] = 2
}

// Store is silenced by field.
type Store struct {
	mu sync.Mutex
	// items are filled before the store is used.
	//
	//mapconcur:ignore filled before the store is used
	items map[int]int
}

func (s *Store) Put(k int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = 1
}

func (s *Store) Del(k int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, k)
}

func (s *Store) Get(k int) int { return s.items[k] }

// Confined is silenced by type: fields and methods.
//
//mapconcur:ignore Confined to the goroutine of the event loop
type Confined[K comparable] struct {
	mu sync.Mutex
	m  map[K]int
}

func (c *Confined[K]) Put(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = 1
}

func (c *Confined[K]) Del(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, k)
}

func (c *Confined[K]) Get(k K) int { return c.m[k] }

func (c *Confined[K]) Run(k K) {
	local := map[K]int{}
	go func() { local[k] = 1 }()
	local[k] = 2
}

var (
	globalMu sync.Mutex
	//mapconcur:ignore written at start-up only
	global = map[int]int{}
)

func GlobalPut(k int) {
	globalMu.Lock()
	defer globalMu.Unlock()
	global[k] = 1
}

func GlobalDel(k int) {
	globalMu.Lock()
	defer globalMu.Unlock()
	delete(global, k)
}

func GlobalGet(k int) int { return global[k] }

// Both are silenced by one comment.
//
//mapconcur:ignore used by the event loop alone
type (
	First struct {
		mu sync.Mutex
		m  map[int]int
	}
	Second struct{}
)

func (f *First) Put(k int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.m[k] = 1
}

func (f *First) Del(k int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.m, k)
}

func (f *First) Get(k int) int { return f.m[k] }
