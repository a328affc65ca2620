// A25: shards with one lock each.
//
// Safe because each shard's map is used only under the lock of the same shard.
//
// Naive mistake: to lose the connection between the element whose lock is taken
// and the element whose map is used, when both are reached through an index.
package locks

import "sync"

type shardPart struct {
	mu sync.RWMutex
	m  map[uint64]int
}

// shardedMap has its shards by value in an array.
type shardedMap struct {
	shards [8]shardPart
}

func newShardedMap() *shardedMap {
	s := new(shardedMap)
	for i := range s.shards {
		s.shards[i].m = make(map[uint64]int)
	}
	return s
}

func (s *shardedMap) put(k uint64, v int) {
	sh := &s.shards[k%uint64(len(s.shards))]
	sh.mu.Lock()
	sh.m[k] = v
	sh.mu.Unlock()
}

func (s *shardedMap) get(k uint64) int {
	i := k % uint64(len(s.shards))
	s.shards[i].mu.RLock()
	defer s.shards[i].mu.RUnlock()
	return s.shards[i].m[k]
}

func (s *shardedMap) len() (n int) {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.RLock()
		n += len(sh.m)
		sh.mu.RUnlock()
	}
	return n
}

// shardPointers has pointers in a slice and a function that picks one.
type shardPointers struct {
	parts []*shardPart
}

func (s *shardPointers) part(k uint64) *shardPart {
	return s.parts[int(k)%len(s.parts)]
}

func (s *shardPointers) inc(k uint64) {
	p := s.part(k)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m[k]++
}

func (s *shardPointers) drop(k uint64) {
	p := s.part(k)
	p.mu.Lock()
	delete(p.m, k)
	p.mu.Unlock()
}

func (s *shardPointers) sum() (n int) {
	for _, p := range s.parts {
		p.mu.RLock()
		for _, v := range p.m {
			n += v
		}
		p.mu.RUnlock()
	}
	return n
}

// parallelShards keeps locks and maps in two slices with one index.
type parallelShards struct {
	locks  []sync.Mutex
	series []map[uint64]string
}

func (p *parallelShards) set(k uint64, v string) {
	i := k & uint64(len(p.locks)-1)
	p.locks[i].Lock()
	p.series[i][k] = v
	p.locks[i].Unlock()
}

func (p *parallelShards) get(k uint64) string {
	i := k & uint64(len(p.locks)-1)
	p.locks[i].Lock()
	defer p.locks[i].Unlock()
	return p.series[i][k]
}

// UseA25 works on many shards at once.
func UseA25() int {
	s := newShardedMap()
	sp := &shardPointers{}
	ps := &parallelShards{locks: make([]sync.Mutex, 4)}
	for range 4 {
		sp.parts = append(sp.parts, &shardPart{m: map[uint64]int{}})
		ps.series = append(ps.series, map[uint64]string{})
	}
	for k := range uint64(16) {
		go s.put(k, 1)
		go s.get(k)
		go s.len()
		go sp.inc(k)
		go sp.drop(k)
		go sp.sum()
		go ps.set(k, "v")
		go ps.get(k)
	}
	s.put(3, 3)
	sp.inc(3)
	ps.set(3, "w")
	return s.len() + sp.sum() + len(ps.get(3)) + s.get(3)
}
