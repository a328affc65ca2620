// The end of a life, with a lock that is not there for the object.
package guards

import "sync"

var hubsMu sync.Mutex
var hubs int

// Hub has a lock for its topics.
type Hub struct {
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

// Shutdown holds the lock that counts all hubs.
func (h *Hub) Shutdown() {
	hubsMu.Lock()
	defer hubsMu.Unlock()
	for _, stop := range h.topics {
		stop()
	}
	hubs--
}
