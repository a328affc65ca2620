package clone

import "sync"

// Stats is copied with its maps.
type Stats struct {
	total int
	users map[string]int
	names map[int]string // never changed
	pages map[string]int
}

// Board has a lock for its statistics.
type Board struct {
	mu    sync.Mutex
	last  Stats
	tree  map[string]map[string]int
	rooms map[string]int
}

// Count changes both maps.
func (b *Board) Count(user, page string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last.users[user]++
	b.last.pages[page]++
	b.rooms[user]++
	b.tree[user] = nil
}

// Forget changes both maps, too.
func (b *Board) Forget(user, page string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.last.users, user)
	delete(b.last.pages, page)
	delete(b.rooms, user)
	delete(b.tree, user)
}

// Last returns the struct with an error.
func (b *Board) Last() (Stats, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last, nil // want `return of b\.last\.users in a copy of its struct conflicts with the \w+ on line \d+; .* without b\.mu`
}

// Early gives up the lock before it returns the copy.
func (b *Board) Early() *Stats {
	b.mu.Lock()
	s := b.last // with its maps
	b.mu.Unlock()
	s.total++
	return &s // want `return of b\.last\.users in a copy of its struct conflicts with the \w+ on line \d+; .* without b\.mu`
}

// Made puts a map into a new object.
func (b *Board) Made() *Board {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &Board{
		rooms: b.rooms,
	}
	return c // want `return of b\.rooms in a copy of its struct conflicts with the \w+ on line \d+; .* without b\.mu`
}

// Written changes the map by the name of the copy: a clone would not do.
func (b *Board) Written() Stats {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.last
	s.users["all"]++
	return s // want `return of b\.last\.users in a copy of its struct conflicts with the \w+ on line \d+; .* without b\.mu`
}

// Read has read the map before it makes the object, under no lock any more.
func (b *Board) Read() *Board {
	b.mu.Lock()
	rooms := b.rooms
	b.mu.Unlock()
	return &Board{rooms: rooms} // want `return of b\.rooms in a copy of its struct conflicts with the \w+ on line \d+; .* without b\.mu`
}

// Tree copies the maps in the map.
func (b *Board) Tree() *Board {
	b.mu.Lock()
	defer b.mu.Unlock()
	return &Board{tree: b.tree} // want `return of b\.tree in a copy of its struct conflicts with the \w+ on line \d+; .* without b\.mu`
}
