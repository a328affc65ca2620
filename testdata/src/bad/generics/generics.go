// Package generics has maps in generic types, and maps that generic functions use.
//
// Category: read-write, write-write
package generics

import "sync"

// Map is a map with its lock.
type Map[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (c *Map[K, V]) Set(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[K]V{}
	}
	c.m[k] = v
}

func (c *Map[K, V]) Delete(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, k)
}

func (c *Map[K, V]) Get(k K) V { return c.m[k] } // want `read of c\.m without c\.mu conflicts with`

func (c *Map[K, V]) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.m)
}

// Each calls f in a goroutine for each element.
func Each[T any](list []T, f func(T)) {
	var wg sync.WaitGroup
	for _, x := range list {
		wg.Go(func() { f(x) })
	}
	wg.Wait()
}

// Count passes a literal to a generic function that starts goroutines.
func Count[K comparable](list []K) map[K]int {
	n := map[K]int{}
	Each(list, func(k K) { n[k]++ }) // want `write to n conflicts with the same write`
	return n
}

// CountLocked has a lock.
func CountLocked[K comparable](list []K) map[K]int {
	n := map[K]int{}
	var mu sync.Mutex
	Each(list, func(k K) {
		mu.Lock()
		defer mu.Unlock()
		n[k]++
	})
	return n
}

type table[M ~map[K]V, K comparable, V any] struct{ m M }

func put[M ~map[K]V, K comparable, V any](m M, k K, v V) { m[k] = v }

// Fill starts a generic function that changes the map it is given.
func Fill(keys []string) map[string]int {
	t := table[map[string]int, string, int]{m: map[string]int{}}
	for i, k := range keys {
		go put(t.m, k, i) // want `write to t\.m conflicts with the same write`
	}
	return t.m
}
