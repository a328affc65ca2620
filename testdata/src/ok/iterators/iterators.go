// Package iterators has iterators over guarded maps that hold the lock when they run, or
// that run over copies.
package iterators

import (
	"iter"
	"maps"
	"slices"
	"sync"
)

type S struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *S) Set(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k]++
}

func (s *S) Get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[k]
}

func (s *S) Inside() iter.Seq[string] {
	return func(yield func(string) bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for k := range s.m {
			if !yield(k) {
				return
			}
		}
	}
}

func (s *S) Sorted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.m))
}

func (s *S) Collected() iter.Seq[string] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Values(slices.Collect(maps.Keys(s.m)))
}

func (s *S) Cloned() iter.Seq2[string, int] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.All(maps.Clone(s.m))
}

func (s *S) Within() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for range maps.Keys(s.m) {
		n++
	}
	return n
}

type Seq func(yield func(string) bool)

func (s *S) keys() iter.Seq[string] { return maps.Keys(s.m) }

func (s *S) HelpedSorted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(s.keys())
}

type G[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (s *G[K, V]) Set(k K, v V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = v
}

func (s *G[K, V]) Del(k K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, k)
}

func (s *G[K, V]) Safe() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		for k, v := range s.m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (s *G[K, V]) Snapshot() iter.Seq2[K, V] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m := maps.Clone(s.m)
	return func(yield func(K, V) bool) {
		for k, v := range m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (s *G[K, V]) SnapshotInside() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		s.mu.RLock()
		m := maps.Clone(s.m)
		s.mu.RUnlock()
		for k, v := range m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (s *G[K, V]) Field() []V {
	s.mu.RLock()
	defer s.mu.RUnlock()
	vals := maps.Values(s.m)
	return slices.Collect(vals)
}
