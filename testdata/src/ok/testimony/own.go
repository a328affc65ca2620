package testimony

import "sync"

// Node collects attributes.
type Node struct {
	lock  sync.RWMutex
	attrs map[string]string
}

func put(n *Node, k, v string) { n.attrs[k] = v }

// NewNode writes to its own node, and then takes the lock for nothing.
func NewNode(k string) *Node {
	n := &Node{attrs: map[string]string{}}
	put(n, "first", k)
	n.Set(k, "new")
	return n
}

// Set may be called at any time.
func (n *Node) Set(k, v string) {
	n.lock.Lock()
	defer n.lock.Unlock()
	put(n, k, v)
}

// Mark takes the lock in both places.
func Mark(n *Node, k string) {
	n.Set(k, "marked")
	n.Set("last", k)
}

// Copy fills a node that nobody else has.
func Copy(n *Node) *Node {
	c := NewNode("copy")
	n.lock.RLock()
	defer n.lock.RUnlock()
	for k, v := range n.attrs {
		c.attrs[k] = v
	}
	return c
}

// Print prints nodes that are complete.
func Print(done []*Node) (out []string) {
	for _, n := range done {
		out = append(out, n.attrs["first"])
	}
	return out
}
