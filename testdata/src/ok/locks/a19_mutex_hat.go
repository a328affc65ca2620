// A19: one mutex for several maps (a "mutex hat").
//
// Safe because the mutex is held at each access of each of the maps below it;
// the map above it is immutable.
//
// Naive mistake: to allow a mutex only one map, or to want the lock for the
// fields above the hat as well.
package locks

import "sync"

type hatConn struct{ id int }

type hatHub struct {
	name  string            // immutable
	flags map[string]string // immutable, filled by newHatHub

	mu   sync.Mutex // protects the two maps below
	byID map[int]*hatConn
	byIP map[string]*hatConn
}

func newHatHub(name string) *hatHub {
	return &hatHub{
		name:  name,
		flags: map[string]string{"mode": "fast"},
		byID:  make(map[int]*hatConn),
		byIP:  make(map[string]*hatConn),
	}
}

func (h *hatHub) add(ip string, c *hatConn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byID[c.id] = c
	h.byIP[ip] = c
}

func (h *hatHub) remove(ip string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c, ok := h.byIP[ip]; ok {
		delete(h.byIP, ip)
		delete(h.byID, c.id)
	}
}

func (h *hatHub) counts() (int, int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.byID), len(h.byIP)
}

func (h *hatHub) mode() string { return h.flags["mode"] }

// UseA19 uses all three maps concurrently.
func UseA19() int {
	h := newHatHub("hub")
	for i, ip := range []string{"10.0.0.1", "10.0.0.2"} {
		go h.add(ip, &hatConn{id: i})
		go h.remove(ip)
		go h.counts()
		go h.mode()
		go func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			for id := range h.byID {
				_ = h.byID[id]
			}
		}()
	}
	h.add("10.0.0.3", &hatConn{id: 3})
	a, b := h.counts()
	return a + b + len(h.mode()) + len(h.flags)
}
