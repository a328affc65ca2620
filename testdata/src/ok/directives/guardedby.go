package directives

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Table keeps what it states.
type Table struct {
	mu   sync.RWMutex
	rows map[string]int //mapconcur:guardedby mu
	// seen is only read once the table is made.
	seen map[string]int //mapconcur:guardedby mu
}

// NewTable fills a table that nobody else has.
func NewTable() *Table {
	t := &Table{rows: map[string]int{}, seen: map[string]int{}}
	t.rows["first"] = 1
	t.seen["first"] = 1
	fill(t)
	return t
}

func fill(t *Table) { t.rows["second"] = 2 }

func (t *Table) Put(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.putLocked(k)
}

func (t *Table) putLocked(k string) { t.rows[k] = 1 }

// Seed must be called with the lock held.
func (t *Table) Seed(k string) { t.rows[k] = 1 }

func (t *Table) Get(k string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rows[k]
}

func (t *Table) Seen(k string) int { return t.seen[k] }

// Free is guarded by a lock of its own, of a type of this package.
type Free struct {
	lock spin
	m    map[string]int //mapconcur:guardedby lock
}

type spin struct{ sync.Mutex }

func (f *Free) Put(k string) {
	f.lock.Lock()
	f.m[k] = 1
	f.lock.Unlock()
}

// Embeds has an embedded lock.
type Embeds struct {
	sync.Mutex
	m map[string]int //mapconcur:guardedby Mutex
}

func (e *Embeds) Put(k string) {
	e.Lock()
	e.m[k] = 1
	e.Unlock()
}

// Ticket has a lock whose methods can be read, and do not look like a lock's.
type Ticket struct {
	lock turn
	m    map[string]int //mapconcur:guardedby lock
}

type turn struct{ next, serving atomic.Int64 }

func (t *turn) Lock() {
	for mine := t.next.Add(1) - 1; t.serving.Load() != mine; {
		runtime.Gosched()
	}
}

func (t *turn) Unlock() { t.serving.Add(1) }

func (t *Ticket) Put(k string) {
	t.lock.Lock()
	t.m[k] = 1
	t.lock.Unlock()
}
