// Package handed gives functions that read a guarded map without its lock to others,
// which it knows nothing of: they call them when they like.
//
// Category: read-write
package handed

import "sync"

// Board answers questions.
type Board struct {
	mu    sync.Mutex
	ranks map[string]int
}

// New gives away a method.
func New(ask func(answer func(name string) int)) *Board {
	b := &Board{ranks: map[string]int{}}
	ask(b.find)
	return b
}

func (b *Board) find(name string) int {
	return b.ranks[name] // want `read of b\.ranks without b\.mu`
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

// Hub is implemented elsewhere.
type Hub interface {
	Subscribe(name string, f func() []string)
}

// List gives a literal to a hub.
type List struct {
	mu    sync.RWMutex
	names map[string]bool
	on    func(event string, f func(name string))
}

// NewList gives it away while the list is made: what only reads is there for later.
func NewList(hub Hub) *List {
	l := &List{names: map[string]bool{}}
	hub.Subscribe("list", func() []string {
		var all []string
		for n := range l.names { // want `range over l\.names without l\.mu`
			all = append(all, n)
		}
		return all
	})
	return l
}

// Watch gives a literal that writes to a function in a field, when others have the list.
func (l *List) Watch() {
	l.on("gone", func(name string) {
		delete(l.names, name) // want `delete from l\.names without l\.mu`
	})
}

// Add and Has lock.
func (l *List) Add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names[name] = true
}

func (l *List) Has(name string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.names[name]
}

func (l *List) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.names)
}
