// Package room forgets its lock in one place.
package room

import "sync"

type Room struct {
	mu    sync.RWMutex
	users map[string]int
	// Bare is nobody's but the caller's to guard.
	Bare map[string]int
}

func New() *Room { return &Room{users: map[string]int{}, Bare: map[string]int{}} }

func (r *Room) Join(user string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.users[user]++
}

func (r *Room) Has(user string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.users[user] > 0
}

func (r *Room) Names() (names []string) {
	for u := range r.users { // want `range over r\.users without r\.mu conflicts with the write on line 18; .*; r\.mu is held there and in 1 more place$`
		names = append(names, u)
	}
	return names
}

// Note leaves the lock to its callers.
func (r *Room) Note(user string) { r.Bare[user]++ }
