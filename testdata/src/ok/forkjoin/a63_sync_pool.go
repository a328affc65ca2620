// A63: a sync.Pool of maps.
//
// Safe because Put is synchronized before the Get that returns the same value,
// and a map is in the hands of one goroutine between Get and Put.
//
// Naive mistake: to take all maps from the pool for one shared object which
// many goroutines write.
package forkjoin

import "sync"

var countPool = sync.Pool{New: func() any { return map[string]int{} }}

func countWithPool(keys []string) int {
	m := countPool.Get().(map[string]int)
	defer func() {
		clear(m)
		countPool.Put(m)
	}()
	for _, k := range keys {
		m[k]++
	}
	return len(m)
}

// pooledScratch is a struct with maps; it is reset before Put.
type pooledScratch struct {
	seen map[int]bool
	out  []int
}

func (s *pooledScratch) reset() {
	clear(s.seen)
	s.out = s.out[:0]
}

var scratchPool = sync.Pool{
	New: func() any { return &pooledScratch{seen: make(map[int]bool)} },
}

func getScratch() *pooledScratch { return scratchPool.Get().(*pooledScratch) }

func putScratch(s *pooledScratch) {
	s.reset()
	scratchPool.Put(s)
}

func uniqueInts(in []int) int {
	s := getScratch()
	defer putScratch(s)
	for _, i := range in {
		if !s.seen[i] {
			s.seen[i] = true
			s.out = append(s.out, i)
		}
	}
	return len(s.out)
}

// poolOwner has the pool as a field.
type poolOwner struct {
	maps sync.Pool
}

func (p *poolOwner) get() map[string]int {
	if m, ok := p.maps.Get().(map[string]int); ok {
		return m
	}
	return make(map[string]int)
}

func (p *poolOwner) use(k string) int {
	m := p.get()
	m[k]++
	n := len(m)
	delete(m, k)
	p.maps.Put(m)
	return n
}

// UseA63 uses the pools in many goroutines.
func UseA63() int {
	p := new(poolOwner)
	for i := range 4 {
		go countWithPool([]string{"a", "b"})
		go uniqueInts([]int{i, i, 1})
		go p.use("k")
	}
	return countWithPool([]string{"x"}) + uniqueInts([]int{1, 1}) + p.use("z")
}
