// The end of a life that its author takes for a race: what closes an object holds
// a lock of it, the wrong one.
package guards

import "sync"

// Hub has a lock for its state and another one for its topics.
type Hub struct {
	mu       sync.Mutex
	closed   bool
	topicsMu sync.RWMutex
	topics   map[string]func()
}

// Add holds the lock of the topics.
func (h *Hub) Add(name string, stop func()) {
	h.topicsMu.Lock()
	defer h.topicsMu.Unlock()
	h.topics[name] = stop
}

// Remove holds the lock of the topics.
func (h *Hub) Remove(name string) {
	h.topicsMu.Lock()
	defer h.topicsMu.Unlock()
	delete(h.topics, name)
}

// Has holds the lock of the topics.
func (h *Hub) Has(name string) bool {
	h.topicsMu.RLock()
	defer h.topicsMu.RUnlock()
	_, ok := h.topics[name]
	return ok
}

// Shutdown holds the lock of the state.
func (h *Hub) Shutdown() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, stop := range h.topics { // want `range over h\.topics without h\.topicsMu conflicts with`
		stop()
	}
	h.closed = true
}
