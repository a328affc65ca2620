// Package donegate fills maps once, behind a flag that is tested and set under a lock. Who
// reads has passed the flag: it needs no lock, as after a sync.Once.
package donegate

import "sync"

// Table returns early if it is filled.
type Table struct {
	mu     sync.Mutex
	filled bool
	names  map[string]int
}

func (t *Table) fill() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.filled {
		return
	}
	t.names["a"] = 1
	t.add("b")
	delete(t.names, "c")
	t.filled = true
}

func (t *Table) add(name string) { t.names[name] = len(t.names) }

// Get reads.
func (t *Table) Get(name string) int {
	t.fill()
	return t.names[name]
}

// Has reads.
func (t *Table) Has(name string) bool {
	t.fill()
	_, ok := t.names[name]
	return ok
}

// Index releases the lock itself on both ways, and sets the flag first.
type Index struct {
	sync.RWMutex
	byID map[int]string
	done bool
}

func (x *Index) load(ids []int) {
	x.Lock()
	if !x.done {
		x.done = true
		for _, id := range ids {
			x.byID[id] = "id"
		}
		clear(x.byID)
	}
	x.Unlock()
}

// Each reads.
func (x *Index) Each(ids []int, f func(string)) {
	x.load(ids)
	for _, s := range x.byID {
		f(s)
	}
}

// once is a sync.Once of its own.
type once struct {
	mu   sync.Mutex
	done bool
}

func (o *once) Do(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done {
		return
	}
	f()
	o.done = true
}

var (
	filling once
	table   = map[string]int{}
)

func fillTable() {
	filling.Do(func() {
		table["a"] = 1
		table["b"] = 2
		delete(table, "c")
	})
}

// Lookup reads.
func Lookup(k string) int {
	fillTable()
	return table[k]
}

// Known reads.
func Known(k string) bool {
	fillTable()
	_, ok := table[k]
	return ok
}

// Lazy is filled as soon as its list is made.
type Lazy struct {
	mu    sync.Mutex
	list  []string
	names map[string]int
}

func (l *Lazy) init(list []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.list != nil {
		return
	}
	for i, name := range list {
		l.names[name] = i
	}
	delete(l.names, "")
	l.list = list
}

// Get reads.
func (l *Lazy) Get(list []string, name string) int {
	l.init(list)
	return l.names[name]
}

// Has reads.
func (l *Lazy) Has(list []string, name string) bool {
	l.init(list)
	_, ok := l.names[name]
	return ok
}
