// Package parts holds structs that keep their maps and locks in a struct which they embed:
// one object, whose fields are judged as if they were declared outside.
package parts

import "sync"

// tags is a part of label, lock and map together.
type tags struct {
	sync.Mutex
	m map[string]bool
}

type label struct{ tags }

// add locks its copy.
func (l label) add(k string) {
	l.Lock()
	defer l.Unlock()
	l.m[k] = true // want `write to l\.m conflicts with .*; add locks its own copy of l\.Mutex`
}

// Labels adds from several goroutines.
func Labels(keys []string) {
	l := &label{tags{m: map[string]bool{}}}
	for _, k := range keys {
		go func() { l.add(k) }()
	}
}

type boardFields struct {
	mu    sync.Mutex
	stats stats
}

type statFields struct {
	users map[string]int
	total int
}

type stats struct{ statFields }

// Board hands its statistics out by value.
type Board struct{ boardFields }

func (b *Board) Add(user string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stats.users[user]++
	b.stats.total++
}

func (b *Board) Drop(user string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.stats.users, user)
}

// Stats returns a copy that shares the map.
func (b *Board) Stats() stats {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stats // want `return of b\.stats\.users in a copy of its struct conflicts with the \w+ on line \d+; .* without b\.mu`
}

type accountFields struct {
	mu   sync.Mutex
	keys map[string]string
}

type account struct{ accountFields }

func (a *account) set(k, v string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys[k] = v
}

type clientFields struct{ acc *account }

type client struct{ clientFields }

func (c *client) allowed(k string) bool {
	return c.acc.keys[k] != "" // want `read of c\.acc\.keys without c\.acc\.mu conflicts with the write on line \d+; the goroutine started on line \d+ runs at the same time; c\.acc\.mu is held there`
}

// Check gives the account to the client in a literal of its part.
func Check() bool {
	acc := &account{accountFields{keys: map[string]string{}}}
	c := &client{clientFields{acc: acc}}
	done := make(chan bool, 1)
	go func() { done <- c.allowed("a") }()
	acc.set("b", "c")
	return <-done
}

type nodeFields struct {
	mu    sync.Mutex
	peers map[string]int
	root  treeFields
}

type treeFields struct{ leaf leaf }

type leaf struct{ leafFields }

type leafFields struct{ values map[string]int }

// Node is five steps from its values, of which two are embedded.
type Node struct{ nodeFields }

func (n *Node) Put(k string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.root.leaf.values[k]++
}

func (n *Node) Del(k string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.root.leaf.values, k)
}

// Get forgets the lock.
func (n *Node) Get(k string) int {
	return n.root.leaf.values[k] // want `read of n\.root\.leaf\.values without n\.mu conflicts with`
}
