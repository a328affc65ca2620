// Package elementleak holds a getter that returns an element of a guarded map: the
// lock guards the map in the element too, and callers use that without it.
//
// Category: lock-leak
package elementleak

import (
	"errors"
	"sync"
)

type node struct {
	name    string
	devices map[string]int
}

// Nodes has a map of structs with maps, all guarded by mu.
type Nodes struct {
	mu    sync.RWMutex
	nodes map[string]*node
}

// Add adds a device.
func (n *Nodes) Add(name, device string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.nodes[name] == nil {
		n.nodes[name] = &node{name: name, devices: map[string]int{}}
	}
	n.nodes[name].devices[device]++
}

// Remove removes a device.
func (n *Nodes) Remove(name, device string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if nd := n.nodes[name]; nd != nil {
		delete(nd.devices, device)
	}
}

// get returns the element itself, or an empty one beside an error.
func (n *Nodes) get(name string) (*node, error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if nd, ok := n.nodes[name]; ok {
		return nd, nil // want `return of devices with the element that holds it conflicts with the write on line 30; the caller uses the map without Nodes\.mu; a copy of the map is missing`
	}
	return &node{}, errors.New("no such node")
}

// usage counts what a node has, whichever it is given.
type usage struct{ of *node }

// Total adds up the devices.
func (u usage) Total() int {
	sum := 0
	for _, n := range u.of.devices {
		sum += n
	}
	return sum
}

// Usage returns the usage of a node.
func (n *Nodes) Usage(name string) (usage, error) {
	nd, err := n.get(name)
	return usage{nd}, err
}
