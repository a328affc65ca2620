// A42: a generic container with its own lock.
//
// Safe because each method holds the lock of the container around its map.
//
// Naive mistake: to lose the identity of the fields or of the mutex in the
// instances, or to mix the instances of different type arguments.
package locks

import (
	"cmp"
	"slices"
	"sync"
)

// genericMap is a locked map.
type genericMap[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (s *genericMap[K, V]) Store(k K, v V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = make(map[K]V)
	}
	s.m[k] = v
}

func (s *genericMap[K, V]) Load(k K) (v V, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v, ok = s.m[k]
	return v, ok
}

func (s *genericMap[K, V]) Delete(k K) {
	s.mu.Lock()
	delete(s.m, k)
	s.mu.Unlock()
}

func (s *genericMap[K, V]) Range(f func(K, V) bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for k, v := range s.m {
		if !f(k, v) {
			break
		}
	}
}

// WithLock runs f under the write lock.
func (s *genericMap[K, V]) WithLock(f func(map[K]V)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = make(map[K]V)
	}
	f(s.m)
}

// sortedKeys is a generic function on the container.
func sortedKeys[K cmp.Ordered, V any](s *genericMap[K, V]) []K {
	s.mu.RLock()
	defer s.mu.RUnlock()
	keys := make([]K, 0, len(s.m))
	for k := range s.m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// genericGuarded is a value with its lock.
type genericGuarded[T any] struct {
	mu sync.Mutex
	v  T
}

func (g *genericGuarded[T]) with(f func(*T)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(&g.v)
}

// embedsGeneric embeds an instance.
type embedsGeneric struct {
	genericMap[string, int]
	hits int
}

// UseA42 uses several instances concurrently.
func UseA42() int {
	var ints genericMap[int, string]
	var strs genericMap[string, []byte]
	g := &genericGuarded[map[string]int]{v: map[string]int{}}
	e := new(embedsGeneric)
	for i, k := range []string{"a", "b"} {
		go ints.Store(i, k)
		go ints.Load(i)
		go ints.Delete(i)
		go strs.Store(k, nil)
		go strs.Range(func(string, []byte) bool { return true })
		go strs.WithLock(func(m map[string][]byte) { m[k] = []byte(k) })
		go sortedKeys(&strs)
		go g.with(func(m *map[string]int) { (*m)[k] = i })
		go e.Store(k, i)
		go e.Load(k)
	}
	ints.Store(9, "z")
	strs.WithLock(func(m map[string][]byte) { delete(m, "a") })
	n := 0
	g.with(func(m *map[string]int) { n = len(*m) })
	e.Store("z", 26)
	return n + len(sortedKeys(&strs)) + len(sortedKeys(&ints))
}
