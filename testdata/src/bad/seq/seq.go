// Package seq has iterators over maps: those of package maps, and functions of the type iter.Seq.
//
// Category: lock-leak, write-write, range-write
package seq

import (
	"iter"
	"maps"
	"slices"
	"sync"
)

type Set struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *Set) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k]++
}

func (s *Set) Del(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, k)
}

// Keys returns an iterator that reads the map after the lock was released.
func (s *Set) Keys() iter.Seq[string] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Keys(s.m) // want `return of s\.m as an iterator conflicts with`
}

// All returns an iterator that reads the map without the lock.
func (s *Set) All() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) { // want `return of s\.m as an iterator conflicts with`
		for k, v := range s.m {
			if !yield(k, v) {
				return
			}
		}
	}
}

// Locked returns an iterator that holds the lock while the loop body runs.
func (s *Set) Locked() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for k, v := range s.m {
			if !yield(k, v) {
				return
			}
		}
	}
}

// Sorted collects the keys under the lock.
func (s *Set) Sorted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.m))
}

// Unsorted collects the keys without the lock.
func (s *Set) Unsorted() []string {
	return slices.Collect(maps.Keys(s.m)) // want `range over s\.m without s\.mu conflicts with`
}

// Fill inserts what an iterator yields.
func (s *Set) Fill(from iter.Seq2[string, int]) {
	maps.Insert(s.m, from) // want `write to s\.m without s\.mu conflicts with`
}

// Body has a loop over an iterator, whose body runs on the goroutine of the loop.
func Body(from iter.Seq[string]) map[string]int {
	m := map[string]int{}
	for k := range from {
		m[k]++
	}
	return m
}

// Started starts a goroutine for each element of an iterator.
func Started(from iter.Seq[string]) map[string]int {
	m := map[string]int{}
	var wg sync.WaitGroup
	for k := range from {
		wg.Go(func() { m[k]++ }) // want `write to m conflicts with the same write in another goroutine`
	}
	wg.Wait()
	return m
}
