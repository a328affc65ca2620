// Package precedent has functions whose critical section calls what others call
// under the same lock, too.
package precedent

import (
	"context"
	"sync"
)

// Logger writes somewhere.
type Logger interface{ Debug(msg string) }

// Node is part of a tree.
type Node struct {
	values   map[string]int
	children map[string]*Node
}

// Path prints itself in some way.
type Path interface{ Format() string }

// Tree has one lock for all nodes.
type Tree struct {
	mu   sync.RWMutex
	root *Node
	log  Logger
	ch   chan int
}

func (t *Tree) find(path []string) (*Node, bool) {
	n := t.root
	for _, s := range path {
		next, ok := n.children[s]
		if !ok {
			return nil, false
		}
		n = next
	}
	return n, true
}

// Set holds the lock over everything.
func (t *Tree) Set(path []string, p Path, v int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.find(path)
	if !ok {
		panic(p.Format())
	}
	if n.children["new"] == nil {
		n.children["new"] = &Node{}
	}
	n.values["new"] = v
	t.notify()
	return true
}

// Unset does so, too.
func (t *Tree) Unset(path []string, key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, ok := t.find(path); ok {
		delete(n.values, key)
	}
}

// Cut holds it as well.
func (t *Tree) Cut(path []string, key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, ok := t.find(path); ok {
		delete(n.children, key)
	}
}

// Graft does, too.
func (t *Tree) Graft(path []string, key string, other *Node) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, ok := t.find(path); ok {
		n.children[key] = other
		n.values = map[string]int{}
	}
}

func (t *Tree) notify() { t.ch <- 1 }

// Get calls the helper and reads.
func (t *Tree) Get(path []string, key string, p Path) int {
	n, ok := t.find(path) // want `call leads to a read of n\.children`
	if !ok {
		panic(p.Format())
	}
	return n.values[key] // want `read of n\.values without (\w+\.)?mu`
}

// Has reads what it has got from the helper.
func (t *Tree) Has(path []string, p Path) bool {
	n, ok := t.find(path) // want `call leads to a read of n\.children`
	if !ok {
		return false
	}
	_, ok = n.children["new"] // want `read of n\.children without Tree\.mu`
	return ok
}

// Deepest goes down the tree itself.
func (t *Tree) Deepest(path []string, p Path) int {
	n := t.root
	for i, s := range path {
		if _, ok := n.values[s]; !ok { // want `read of n\.values without (\w+\.)?mu`
			panic(p.Format())
		}
		var ok bool
		if n, ok = n.children[s]; !ok { // want `read of n\.children without (\w+\.)?mu`
			return i
		}
	}
	return len(path)
}

// Unknown calls what nobody calls under the lock.
func (t *Tree) Unknown(path []string, f func()) int {
	n := t.root
	for _, s := range path {
		f()
		n = n.children[s] // want `read of n\.children without (\w+\.)?mu`
	}
	return len(path)
}

// Notified waits for somebody, as Set does.
func (t *Tree) Notified(path []string) int {
	n := t.root
	for _, s := range path {
		t.notify()
		n = n.children[s] // want `read of n\.children without (\w+\.)?mu`
	}
	return len(path)
}

// Fetched asks with a context, which takes its time.
func (t *Tree) Fetched(ctx context.Context, get func(context.Context) string) int {
	n := t.root
	for range 3 {
		n = n.children[get(ctx)] // want `read of n\.children without (\w+\.)?mu`
	}
	return n.values["a"]
}

// Table has names.
type Table struct {
	mu    sync.Mutex
	names map[string]int
	last  int
	log   Logger
}

// Add writes to the log under the lock.
func (t *Table) Add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log.Debug("add")
	t.names[name]++
	t.last++
}

// Remove does not.
func (t *Table) Remove(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.names, name)
}

// Renamed needs one section.
func (t *Table) Renamed(old, name string) {
	n := t.names[old] // want `read of t\.names without t\.mu`
	if n == 0 {
		t.log.Debug("unknown")
		return
	}
	t.names[name] = n // want `write to t\.names without t\.mu`
}
