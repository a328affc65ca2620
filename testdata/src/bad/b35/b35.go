// Package b35 holds idiom B35, a getter returns the internal map: the lock
// protects the copy of the pointer, the caller ranges without it.
//
// Category: lock-leak
package b35

import (
	"maps"
	"sync"
)

// Syncer keeps the meta data of blocks.
type Syncer struct {
	mu     sync.Mutex
	blocks map[string]int
}

// Add stores a block in place.
func (s *Syncer) Add(id string, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks[id] = size
}

// Metas returns the map itself.
func (s *Syncer) Metas() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blocks // want `return of s\.blocks without a copy conflicts with the \w+ on line 22; .* without s\.mu`
}

// Run sums up while blocks are added.
func Run() (sum int) {
	s := &Syncer{blocks: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Add("b", 2)
	}()
	for _, n := range s.Metas() {
		sum += n
	}
	<-done
	return sum
}

// SyncerFixed returns clones.
type SyncerFixed struct {
	mu     sync.Mutex
	blocks map[string]int
}

// Add stores a block in place.
func (s *SyncerFixed) Add(id string, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks[id] = size
}

// Metas returns a clone.
func (s *SyncerFixed) Metas() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.blocks)
}

// RunFixed sums up while blocks are added.
func RunFixed() (sum int) {
	s := &SyncerFixed{blocks: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Add("b", 2)
	}()
	for _, n := range s.Metas() {
		sum += n
	}
	<-done
	return sum
}

// SyncerReplaceOK never writes a map that it has given away: Sync stores a new
// one.
type SyncerReplaceOK struct {
	mu     sync.Mutex
	blocks map[string]int
}

// Sync replaces the map.
func (s *SyncerReplaceOK) Sync(sizes ...int) {
	blocks := map[string]int{}
	for i, n := range sizes {
		blocks[string(rune('a'+i))] = n
	}
	s.mu.Lock()
	s.blocks = blocks
	s.mu.Unlock()
}

// Metas returns the current map, which nobody writes any more.
func (s *SyncerReplaceOK) Metas() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blocks
}

// RunReplaceOK sums up while the blocks are replaced.
func RunReplaceOK() (sum int) {
	s := &SyncerReplaceOK{blocks: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Sync(1, 2, 3)
	}()
	for _, n := range s.Metas() {
		sum += n
	}
	<-done
	return sum
}
