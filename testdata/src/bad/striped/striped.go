// Package striped has one map under many locks, of which each key has one: who
// holds one of them does not keep out who holds another.
//
// Category: write-write
package striped

import (
	"hash/fnv"
	"sync"
)

const stripes = 64

// node has one map and many locks: which lock is taken depends on the key.
type node struct {
	locks map[int]*sync.Mutex
	items map[string]*item
}

type item struct{ n int }

func New() *node {
	n := &node{locks: map[int]*sync.Mutex{}, items: map[string]*item{}}
	for i := range stripes {
		n.locks[i] = &sync.Mutex{}
	}
	return n
}

func stripe(key string) int {
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32() % stripes)
}

func (n *node) lock(key string) *sync.Mutex { return n.locks[stripe(key)] }

func (n *node) Add(key string) {
	mu := n.lock(key)
	mu.Lock()
	n.items[key] = &item{} // want `write to n\.items under one of several locks, n\.locks: the delete on line \d+ may hold another one`
	mu.Unlock()
}

func (n *node) Remove(key string) {
	mu := n.lock(key)
	mu.Lock()
	if _, ok := n.items[key]; ok {
		delete(n.items, key) // want `delete from n\.items under one of several locks, n\.locks: the write on line \d+ may hold another one`
	}
	mu.Unlock()
}

func (n *node) Touch(key string) {
	mu := n.lock(key)
	mu.Lock()
	defer mu.Unlock()
	if it, ok := n.items[key]; ok {
		it.n++
	}
}
