package testimony

import "sync"

// Node collects attributes from many goroutines. Most functions of the package work on nodes
// that are complete and need no lock.
type Node struct {
	lock  sync.RWMutex
	attrs map[string]string
}

func put(n *Node, k, v string) { n.attrs[k] = v }

// Set may be called at any time.
func (n *Node) Set(k, v string) {
	n.lock.Lock()
	defer n.lock.Unlock()
	put(n, k, v)
}

// Mark takes the lock by Set, and writes without it a line later.
func Mark(n *Node, k string) {
	n.Set(k, "marked")
	put(n, "last", k) // want `attrs`
}

// Finish takes the lock itself, and gives it up before the write is done.
func (n *Node) Finish() {
	n.lock.Lock()
	put(n, "state", "done")
	n.lock.Unlock()
	delete(n.attrs, "tmp") // want `attrs`
}

func first(n *Node) string { return n.attrs["first"] }
func all(n *Node) int      { return len(n.attrs) }
func second(n *Node) string {
	for _, v := range n.attrs {
		return v
	}
	return ""
}

// Print prints nodes that are complete.
func Print(done []*Node) (out []string) {
	for _, n := range done {
		out = append(out, first(n), second(n))
		if all(n) == 0 {
			break
		}
	}
	return out
}

// Room is one of a Hotel's, whose lock guards the rooms and what is in them.
type Room struct{ guests map[string]int }

// Hotel has rooms.
type Hotel struct {
	sync.Mutex
	rooms map[int]*Room
}

func (h *Hotel) room(n int) *Room {
	h.Lock()
	defer h.Unlock()
	if h.rooms[n] == nil {
		h.rooms[n] = &Room{guests: map[string]int{}}
	}
	return h.rooms[n]
}

// In writes to the room after it has got it.
func (h *Hotel) In(n int, who string) {
	r := h.room(n)
	r.guests[who]++ // want `guests`
}

// Out does, too.
func (h *Hotel) Out(n int, who string) {
	delete(h.room(n).guests, who) // want `guests`
}

// Guests takes the lock again.
func (h *Hotel) Guests(n int) (out []string) {
	r := h.room(n)
	h.Lock()
	defer h.Unlock()
	for g := range r.guests {
		out = append(out, g)
	}
	return out
}
