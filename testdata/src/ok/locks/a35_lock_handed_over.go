// A35: a locked mutex is handed to another goroutine, which unlocks it.
//
// Safe because a mutex has no owner: the go statement is synchronized before
// the start of the goroutine, and its Unlock before the next Lock.
//
// Naive mistake: to start each goroutine with no locks, and so to report the
// write in the literal that unlocks without having locked.
package locks

import "sync"

var (
	warmMu    sync.Mutex
	warmBases = map[string]int{}
)

// warmUp returns at once; others wait on the lock until the map is filled.
func warmUp(names []string) {
	warmMu.Lock()
	go func() {
		defer warmMu.Unlock()
		for _, n := range names {
			warmBases[n] = len(n)
		}
	}()
}

func warmBase(n string) int {
	warmMu.Lock()
	defer warmMu.Unlock()
	return warmBases[n]
}

// handoverStore starts a method that unlocks.
type handoverStore struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *handoverStore) fillAsync(keys []string) {
	s.mu.Lock()
	s.m["started"] = 1
	go s.fillAndUnlock(keys)
}

func (s *handoverStore) fillAndUnlock(keys []string) {
	for _, k := range keys {
		s.m[k]++
	}
	s.mu.Unlock()
}

func (s *handoverStore) get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[k]
}

// UseA35 fills several times and reads meanwhile.
func UseA35() int {
	s := &handoverStore{m: map[string]int{}}
	for range 3 {
		warmUp([]string{"a", "bb"})
		go warmBase("a")
		s.fillAsync([]string{"x", "y"})
		go s.get("x")
	}
	return warmBase("bb") + s.get("y")
}
