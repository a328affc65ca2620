// Package lostplace: a function that is no root finds a shared object for
// itself, so that the place of its map has no name in the callers.
package lostplace

import "sync"

type Item struct{ name string }

type Box struct {
	mu    sync.RWMutex
	items map[string]*Item
}

func (b *Box) put(n string, it *Item) {
	b.mu.Lock()
	b.items[n] = it
	b.mu.Unlock()
}

func (b *Box) drop(n string) {
	b.mu.Lock()
	delete(b.items, n)
	b.mu.Unlock()
}

type Hub struct {
	mu    sync.RWMutex
	boxes map[string]*Box
	last  *Box
}

func (h *Hub) find(n string) *Box {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if b := h.last; b != nil && n == "" {
		return b
	}
	return h.boxes[n]
}

func (h *Hub) Put(box, n string)  { h.find(box).put(n, &Item{name: n}) }
func (h *Hub) Drop(box, n string) { h.find(box).drop(n) }

// Check is the only caller of check.
func (h *Hub) Check(want []string, item string) int {
	return h.check(want, item)
}

func (h *Hub) check(want []string, item string) int {
	n := 0
	for _, w := range want {
		b := h.find(w + "!")
		for _, it := range b.items { // want `range over b\.items without b\.mu`
			if it.name == item {
				n++
			}
		}
	}
	return n
}
