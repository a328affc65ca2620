// Package unlocked: a function gives up the lock that its caller holds and
// leads to an access.
package unlocked

import "sync"

type Part struct{ name string }

type Box struct {
	mu    sync.RWMutex
	parts map[string]*Part
}

// unique ranges over the parts. Lock should be held.
func (b *Box) unique(n string) bool {
	for k := range b.parts {
		if k != n && len(k) == len(n) {
			return false
		}
	}
	return true
}

func (b *Box) add(n string) bool {
	b.mu.Lock()
	if p, ok := b.parts[n]; ok {
		b.mu.Unlock()
		return p.name != "" && b.unique(n)
	}
	defer b.mu.Unlock()
	if !b.unique(n) {
		return false
	}
	b.parts[n] = &Part{n}
	return true
}

type Hub struct {
	mu    sync.RWMutex
	boxes map[string]*Box
	last  *Box
}

func (h *Hub) find(n string) *Box {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if n == "" {
		return h.last
	}
	return h.boxes[n]
}

func (h *Hub) handle(box, n string) bool {
	b := h.find(box)
	return b != nil && b.add(n) // want `this call's range over b\.parts on line \d+ without b\.mu conflicts with the \w+ on line \d+`
}

func (h *Hub) Handle(box, n string) bool { return h.handle(box, n) }
