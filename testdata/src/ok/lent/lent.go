// Package lent passes guarded maps to code that it knows nothing of under their lock, or
// passes clones.
package lent

import (
	"maps"
	"sync"
)

// Sink is somebody else's.
type Sink interface{ Save(tags map[string]string) }

// Board has a guarded map.
type Board struct {
	mu    sync.RWMutex
	sink  Sink
	queue chan map[string]string
	own   chan map[string]string
	tags  map[string]string
}

// Tag changes the map.
func (b *Board) Tag(k, v string) {
	b.mu.Lock()
	b.tags[k] = v
	b.mu.Unlock()
}

// Untag changes the map.
func (b *Board) Untag(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tags, k)
}

// Save clones the map.
func (b *Board) Save() {
	b.mu.RLock()
	tags := maps.Clone(b.tags)
	b.mu.RUnlock()
	b.sink.Save(tags)
}

// Locked holds the lock.
func (b *Board) Locked() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.sink.Save(b.tags)
}

// Flush lets go of the map.
func (b *Board) Flush() {
	b.mu.Lock()
	tags := b.tags
	b.tags = map[string]string{}
	b.mu.Unlock()
	b.sink.Save(tags)
}

// Send lets go of the map when it has sent it.
func (b *Board) Send() {
	b.mu.Lock()
	b.queue <- b.tags
	b.tags = map[string]string{}
	b.mu.Unlock()
}

// Own sends it to a goroutine that takes the lock.
func (b *Board) Own() {
	b.mu.Lock()
	b.own <- b.tags
	b.mu.Unlock()
}

// Work holds the lock when it reads what it receives.
func (b *Board) Work() (n int) {
	for tags := range b.own {
		b.mu.RLock()
		n += len(tags)
		b.mu.RUnlock()
	}
	return n
}
