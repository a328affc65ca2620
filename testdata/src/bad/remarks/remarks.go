// Package remarks has comments that are no excuse for the lock that is left out.
package remarks

import "sync"

type Handler struct {
	mu      sync.Mutex
	cancels map[string]func()
}

func (h *Handler) Watch(name string, cancel func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.cancels[name]; !ok {
		h.cancels[name] = cancel
	}
}

func (h *Handler) Unwatch(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.cancels, name)
}

func (h *Handler) Ready() int {
	// TODO: is it safe to read cancels here?
	return len(h.cancels) // want `len of h.cancels without h.mu`
}

// Watching says nothing of locks. It is safe to use it for names that were never watched.
func (h *Handler) Watching(name string) bool {
	_, ok := h.cancels[name] // want `read of h.cancels without h.mu`
	return ok
}
