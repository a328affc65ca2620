// A64: a snapshot is taken under the lock and iterated outside.
//
// Safe because the snapshot is a fresh map, or slice, which belongs to the
// function that made it; the shared map is used under the lock only.
//
// Naive mistake: to take the clone for the shared map, and to report the loop
// over it behind Unlock.
package iterate

import (
	"maps"
	"slices"
	"sync"
)

type snapConn struct{ sent chan string }

func (c *snapConn) send(msg string) {
	select {
	case c.sent <- msg:
	default:
	}
}

type snapHub struct {
	mu    sync.Mutex
	conns map[*snapConn]bool
	names map[string]int
}

func (h *snapHub) join(c *snapConn, name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.conns[c] = true
	h.names[name]++
}

func (h *snapHub) leave(c *snapConn) {
	h.mu.Lock()
	delete(h.conns, c)
	h.mu.Unlock()
}

// broadcast uses maps.Clone.
func (h *snapHub) broadcast(msg string) {
	h.mu.Lock()
	cs := maps.Clone(h.conns)
	h.mu.Unlock()
	for c := range cs {
		c.send(msg)
		delete(cs, c)
	}
}

// broadcastCopy copies with a loop.
func (h *snapHub) broadcastCopy(msg string) int {
	h.mu.Lock()
	cs := make(map[*snapConn]bool, len(h.conns))
	for c, on := range h.conns {
		cs[c] = on
	}
	h.mu.Unlock()
	for c := range cs {
		c.send(msg)
	}
	return len(cs)
}

// broadcastSlice collects into a slice.
func (h *snapHub) broadcastSlice(msg string) {
	h.mu.Lock()
	cs := slices.Collect(maps.Keys(h.conns))
	h.mu.Unlock()
	for _, c := range cs {
		c.send(msg)
	}
}

// snapshot returns a copy, and its callers may do with it what they like.
func (h *snapHub) snapshot() map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make(map[string]int)
	maps.Copy(out, h.names)
	return out
}

func (h *snapHub) report() (n int) {
	s := h.snapshot()
	s["extra"] = 1
	for _, v := range s {
		n += v
	}
	return n
}

// asyncReport hands its snapshot to a goroutine.
func (h *snapHub) asyncReport() {
	s := h.snapshot()
	go func() {
		s["async"] = len(s)
	}()
}

// UseA64 changes and iterates in parallel.
func UseA64() int {
	h := &snapHub{conns: map[*snapConn]bool{}, names: map[string]int{}}
	for _, name := range []string{"a", "b"} {
		c := &snapConn{sent: make(chan string, 4)}
		go h.join(c, name)
		go h.broadcast("x")
		go h.broadcastCopy("y")
		go h.broadcastSlice("z")
		go h.report()
		go h.asyncReport()
		go h.leave(c)
	}
	c := &snapConn{sent: make(chan string, 1)}
	h.join(c, "parent")
	h.broadcast("x")
	s := h.snapshot()
	delete(s, "parent")
	return len(s) + h.report() + h.broadcastCopy("w")
}
