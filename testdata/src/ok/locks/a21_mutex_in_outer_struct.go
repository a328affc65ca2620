// A21: the mutex is in an outer struct, or in another one.
//
// Safe because the mutex of the owner is held at every access of the maps in
// the objects it owns.
//
// Naive mistake: to look for a guard among the sibling fields only: the struct
// with the map has no mutex at all.
package locks

import "sync"

// chatServer guards its rooms and what is in them.
type chatServer struct {
	mu    sync.Mutex
	rooms map[string]*chatRoom
}

type chatRoom struct {
	members map[string]bool // guarded by chatServer.mu
	topics  map[int]string  // guarded by chatServer.mu
}

func (s *chatServer) join(room, who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.rooms[room]
	if !ok {
		r = &chatRoom{members: map[string]bool{}, topics: map[int]string{}}
		s.rooms[room] = r
	}
	r.members[who] = true
}

func (s *chatServer) leave(room, who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[room]; r != nil {
		delete(r.members, who)
		r.topics[len(r.topics)] = who + " left"
		if len(r.members) == 0 {
			delete(s.rooms, room)
		}
	}
}

func (s *chatServer) population() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rooms {
		n += r.size()
	}
	return n
}

// size is called with the server's lock held.
func (r *chatRoom) size() int { return len(r.members) }

// backRefTree has the lock for all of its nodes.
type backRefTree struct {
	mu sync.RWMutex
}

// backRefNode reaches the lock through a pointer to its tree.
type backRefNode struct {
	tree *backRefTree
	kids map[string]*backRefNode
}

func (n *backRefNode) add(name string) *backRefNode {
	n.tree.mu.Lock()
	defer n.tree.mu.Unlock()
	kid := &backRefNode{tree: n.tree, kids: map[string]*backRefNode{}}
	n.kids[name] = kid
	return kid
}

func (n *backRefNode) child(name string) *backRefNode {
	n.tree.mu.RLock()
	defer n.tree.mu.RUnlock()
	return n.kids[name]
}

// nestedByValue holds the inner struct by value.
type nestedByValue struct {
	mu    sync.Mutex
	inner struct {
		stats struct{ hits map[string]int }
	}
}

func (n *nestedByValue) hit(k string) {
	n.mu.Lock()
	n.inner.stats.hits[k]++
	n.mu.Unlock()
}

func (n *nestedByValue) hits(k string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.inner.stats.hits[k]
}

// UseA21 uses them concurrently.
func UseA21() int {
	s := &chatServer{rooms: map[string]*chatRoom{}}
	root := &backRefNode{tree: new(backRefTree), kids: map[string]*backRefNode{}}
	n := new(nestedByValue)
	n.inner.stats.hits = make(map[string]int)
	for _, who := range []string{"ann", "bob"} {
		go s.join("go", who)
		go s.leave("go", who)
		go s.population()
		go root.add(who)
		go root.child(who)
		go n.hit(who)
		go n.hits(who)
	}
	s.join("go", "me")
	kid := root.add("me")
	go kid.add("grandchild")
	_ = kid.child("grandchild")
	n.hit("me")
	return s.population() + n.hits("me")
}
