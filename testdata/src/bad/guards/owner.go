// Locks of an owner: the map is in an inner struct, the lock in the outer one,
// and a method of the outer one forgets it.
package guards

import "sync"

type room struct{ members map[string]bool }

func (r *room) add(name string) { r.members[name] = true }

func (r *room) size() int { return len(r.members) }

// Hall guards the members of its room.
type Hall struct {
	mu   sync.Mutex
	room *room
}

// Enter holds the lock and writes through a method of the room.
func (h *Hall) Enter(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.room.add(name)
}

// Leave holds the lock.
func (h *Hall) Leave(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.room.members, name)
}

// Size holds the lock.
func (h *Hall) Size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.room.size()
}

// Has forgets the lock.
func (h *Hall) Has(name string) bool {
	return h.room.members[name] // want `read of h\.room\.members without h\.mu conflicts with the \w+ on line \d+; .*; h\.mu is held there and in 2 more places`
}

// Invite forgets the lock around the method that others call under it.
func (h *Hall) Invite(names []string) {
	for _, n := range names {
		h.room.add(n) // want `this call's write to r\.members on line \d+ without (\w+\.)?mu conflicts with the \w+ on line \d+`
	}
}
