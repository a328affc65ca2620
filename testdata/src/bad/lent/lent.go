// Package lent passes guarded maps to code that it knows nothing of, when the lock is
// released.
//
// Category: lock-leak
package lent

import "sync"

// Sink is somebody else's.
type Sink interface {
	Save(tags map[string]string)
	Put(r Record)
}

// Record has a map.
type Record struct {
	Name string
	Tags map[string]string
}

// Board has a guarded map.
type Board struct {
	mu    sync.RWMutex
	sink  Sink
	hook  func(map[string]string)
	queue chan Record
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

// Save passes the map itself.
func (b *Board) Save() {
	b.mu.RLock()
	tags := b.tags
	b.mu.RUnlock()
	b.sink.Save(tags) // want `passing b\.tags to Save without a copy conflicts with the (write|delete) on line \d+; Save uses the map without b\.mu`
}

// Put passes it in a struct.
func (b *Board) Put() {
	b.mu.RLock()
	r := Record{Name: "board", Tags: b.tags}
	b.mu.RUnlock()
	b.sink.Put(r) // want `passing b\.tags to Put in a struct that points to it conflicts with`
}

// Call passes it to a function value.
func (b *Board) Call() {
	b.mu.RLock()
	tags := b.tags
	b.mu.RUnlock()
	b.hook(tags) // want `passing b\.tags to b\.hook without a copy conflicts with`
}

// Later passes it under the lock, to another goroutine.
func (b *Board) Later() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	go b.sink.Save(b.tags) // want `passing b\.tags to Save without a copy conflicts with`
}

// Send sends it under the lock, which the receiver does not hold.
func (b *Board) Send() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.enqueue(b.tags) // want `send of b\.tags .* conflicts with the (write|delete) on line \d+; the receiver uses the map without b\.mu`
}

func (b *Board) enqueue(tags map[string]string) { b.queue <- Record{Tags: tags} }
