// A72: recursion that passes the map down.
//
// Safe because all levels of the recursion run on one goroutine, and each top
// level call has a map of its own or holds the lock.
//
// Naive mistake: to take the second activation of a function for a second
// goroutine, or never to reach a fixed point of the summaries.
package iterate

import "sync"

type recNode struct {
	name string
	kids []*recNode
}

func walkNodes(n *recNode, seen map[*recNode]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	for _, c := range n.kids {
		walkNodes(c, seen)
	}
}

func reachable(n *recNode) int {
	seen := map[*recNode]bool{}
	walkNodes(n, seen)
	return len(seen)
}

// depthOf is a recursive literal.
func depthOf(n *recNode) int {
	memo := map[*recNode]int{}
	var depth func(*recNode) int
	depth = func(n *recNode) int {
		if d, ok := memo[n]; ok {
			return d
		}
		memo[n] = 0 // breaks cycles
		d := 0
		for _, c := range n.kids {
			d = max(d, depth(c))
		}
		memo[n] = d + 1
		return d + 1
	}
	return depth(n)
}

// evenLevel and oddLevel call each other.
func evenLevel(n *recNode, count map[string]int) {
	count["even"]++
	for _, c := range n.kids {
		oddLevel(c, count)
	}
}

func oddLevel(n *recNode, count map[string]int) {
	count["odd"]++
	for _, c := range n.kids {
		evenLevel(c, count)
	}
}

// recIndex recurses with its lock held.
type recIndex struct {
	mu     sync.Mutex
	byName map[string]*recNode
}

func (x *recIndex) add(n *recNode) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.addTree(n, 0)
}

func (x *recIndex) addTree(n *recNode, depth int) {
	if depth > 10 {
		return
	}
	x.byName[n.name] = n
	for _, c := range n.kids {
		x.addTree(c, depth+1)
	}
}

func (x *recIndex) get(name string) *recNode {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.byName[name]
}

// parallelCopy spawns in the recursion; each goroutine has a map of its own.
func parallelCopy(n *recNode, depth int) map[string]int {
	own := map[string]int{n.name: depth}
	parts := make(chan map[string]int)
	for _, c := range n.kids {
		go func() { parts <- parallelCopy(c, depth+1) }()
	}
	for range n.kids {
		for k, v := range <-parts {
			own[k] = v
		}
	}
	return own
}

// UseA72 walks one tree from several goroutines.
func UseA72() int {
	leaf := &recNode{name: "leaf"}
	root := &recNode{name: "root", kids: []*recNode{leaf, {name: "mid", kids: []*recNode{leaf}}}}
	x := &recIndex{byName: map[string]*recNode{}}
	for range 3 {
		go reachable(root)
		go depthOf(root)
		go evenLevel(root, map[string]int{})
		go x.add(root)
		go x.get("leaf")
		go parallelCopy(root, 0)
	}
	count := map[string]int{}
	evenLevel(root, count)
	x.add(leaf)
	if x.get("leaf") == nil {
		return 0
	}
	return reachable(root) + depthOf(root) + len(count) + len(parallelCopy(root, 0))
}
