// Locks of an owner: the map is in an inner struct, whose methods do not lock,
// and the outer struct that has the lock calls them under it.
package guards

import "sync"

type room struct{ members map[string]bool }

func (r *room) add(name string) { r.members[name] = true }

func (r *room) size() int { return len(r.members) }

// Hall guards the members of its room.
type Hall struct {
	mu   sync.Mutex
	room *room
}

// Enter holds the lock.
func (h *Hall) Enter(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.room.add(name)
}

// Leave holds the lock.
func (h *Hall) Leave(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.room.members, name)
}

// Size holds the lock.
func (h *Hall) Size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.room.size()
}

// Table is exported with its methods: whether its caller holds a lock cannot
// be seen, nor which one would have to be held.
type Table struct{ seats map[int]string }

// Sit is called by Inn under its lock, elsewhere by others.
func (t *Table) Sit(n int, name string) { t.seats[n] = name }

// At is called by Inn under its lock, elsewhere by others.
func (t *Table) At(n int) string { return t.seats[n] }

// Inn guards the seats of its own table.
type Inn struct {
	mu    sync.Mutex
	table *Table
}

// Sit holds the lock.
func (i *Inn) Sit(n int, name string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.table.Sit(n, name)
}

// At holds the lock.
func (i *Inn) At(n int) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.table.At(n)
}

// Free holds the lock.
func (i *Inn) Free(n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.table.seats, n)
}

// Picnic uses a table of its own without a lock: the guard of an inn's table
// says nothing of it.
type Picnic struct{ table *Table }

// Join writes.
func (p *Picnic) Join(n int, name string) { p.table.seats[n] = name }

// Who reads.
func (p *Picnic) Who(n int) string { return p.table.seats[n] }
