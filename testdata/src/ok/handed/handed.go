// Package handed gives functions to others which it knows nothing of: they lock, or
// are called under the lock, or while their object is made.
package handed

import "sync"

// Board has a guarded map.
type Board struct {
	mu    sync.Mutex
	ranks map[string]int
}

// New fills the map by a callback, before anybody has the board, and gives away one
// that locks.
func New(each func(func(name string, rank int)), ask func(answer func(name string) int)) *Board {
	b := &Board{ranks: map[string]int{}}
	each(b.load)
	ask(b.find)
	return b
}

func (b *Board) load(name string, rank int) { b.ranks[name] = rank }

func (b *Board) find(name string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ranks[name]
}

// Set and Remove lock.
func (b *Board) Set(name string, rank int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ranks[name] = rank
}

func (b *Board) Remove(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.ranks, name)
}

// Update runs a function of its caller's, and one of its own, under the lock.
func (b *Board) Update(change func(set func(name string, rank int))) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(b.load)
	change(func(name string, rank int) { b.ranks[name] = rank })
}
