// Package trees has trees and lists whose maps are guarded by a lock at the
// root, which one method forgets.
package trees

import "sync"

type node struct {
	values   map[string]int
	children map[string]*node
}

func newNode() *node { return &node{values: map[string]int{}, children: map[string]*node{}} }

// Trie has one lock for all its nodes.
type Trie struct {
	mu   sync.RWMutex
	root *node
}

// New returns an empty trie.
func New() *Trie { return &Trie{root: newNode()} }

// find walks down to the node of a path.
func (t *Trie) find(path []string) (*node, bool) {
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

// Set sets a value.
func (t *Trie) Set(path []string, key string, v int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.find(path)
	if !ok {
		return false
	}
	if n.children[key] == nil {
		n.children[key] = newNode()
	}
	n.values[key] = v
	return true
}

// Unset removes it.
func (t *Trie) Unset(path []string, key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, ok := t.find(path); ok {
		delete(n.values, key)
	}
}

// Get returns a value.
func (t *Trie) Get(path []string, key string) int {
	n, ok := t.find(path) // want `this call's read of n\.children on line 27 without (\w+\.)?mu`
	if !ok {
		return 0
	}
	return n.values[key] // want `read of n\.values without (\w+\.)?mu`
}

// entry is an element of a list under one lock.
type entry struct {
	tags map[string]bool
	next *entry
}

// List is a list of entries.
type List struct {
	mu   sync.Mutex
	head *entry
}

// Push adds an entry.
func (l *List) Push() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head = &entry{tags: map[string]bool{}, next: l.head}
}

// Tag tags all entries.
func (l *List) Tag(tag string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for e := l.head; e != nil; e = e.next {
		e.tags[tag] = true
	}
}

// Untag takes a tag off all entries.
func (l *List) Untag(tag string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for e := l.head; e != nil; e = e.next {
		delete(e.tags, tag)
	}
}

// Tagged counts the entries that have a tag.
func (l *List) Tagged(tag string) (n int) {
	for e := l.head; e != nil; e = e.next {
		if e.tags[tag] { // want `read of e\.tags without (\w+\.)?mu`
			n++
		}
	}
	return n
}
