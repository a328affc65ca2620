// Package iterators lets iterators over guarded maps run without the lock.
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

func (s *S) Keys() iter.Seq[string] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Keys(s.m) // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
}

func (s *S) Values() iter.Seq[int] {
	s.mu.Lock()
	v := maps.Values(s.m)
	s.mu.Unlock()
	return v // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
}

func (s *S) All() iter.Seq2[string, int] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return func(yield func(string, int) bool) { // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
		for k, v := range s.m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (s *S) AllLocal() func(yield func(string, int) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.m
	return func(yield func(string, int) bool) { // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
		for k, v := range m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (s *S) Bare() iter.Seq[string] {
	return func(yield func(string) bool) { // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
		for k := range s.m {
			if !yield(k) {
				return
			}
		}
	}
}

func (s *S) BareKeys() iter.Seq[string] {
	return maps.Keys(s.m) // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
}

func (s *S) After() int {
	s.mu.Lock()
	keys := maps.Keys(s.m)
	s.mu.Unlock()
	n := 0
	for range keys { // want `range over s\.m without s\.mu`
		n++
	}
	return n
}

func (s *S) AfterCollect() []string {
	s.mu.Lock()
	keys := maps.Keys(s.m)
	s.mu.Unlock()
	return slices.Collect(keys) // want `range over s\.m without s\.mu`
}

type Seq func(yield func(string) bool)

func (s *S) Named() Seq {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Seq(maps.Keys(s.m)) // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
}

func (s *S) keys() iter.Seq[string] { return maps.Keys(s.m) }

func (s *S) Helped() iter.Seq[string] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys() // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
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

func (s *G[K, V]) All() iter.Seq2[K, V] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return maps.All(s.m) // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
}

func (s *G[K, V]) Each() iter.Seq[V] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return func(yield func(V) bool) { // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
		for _, v := range s.m {
			if !yield(v) {
				return
			}
		}
	}
}

func (s *G[K, V]) named() (seq iter.Seq2[K, V], err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	seq = maps.All(s.m)
	return seq, nil // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
}

func (s *G[K, V]) If(all bool) iter.Seq[V] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if !all {
		return func(func(V) bool) {}
	}
	return maps.Values(s.m) // want `return of s\.m as an iterator conflicts with the \w+ on line \d+; .* without s\.mu`
}

// Forgets runs an iterator that another method makes.
func (s *S) Forgets() []string {
	return slices.Sorted(s.keys()) // want `this call's range over s\.m`
}
