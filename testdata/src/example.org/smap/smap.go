// Package smap has a sync.Map with type parameters.
package smap

import "sync"

// A Map hands out what it keeps.
type Map[K comparable, V any] struct{ m sync.Map }

// Load returns what is kept under a key.
func (m *Map[K, V]) Load(k K) (v V, ok bool) {
	x, ok := m.m.Load(k)
	if !ok {
		return v, false
	}
	return x.(V), true
}

// Store keeps a value.
func (m *Map[K, V]) Store(k K, v V) { m.m.Store(k, v) }
