// A function gives an object back to its pool: until then nobody else may have it.
package retired

import "sync"

type Batch struct {
	sync.Mutex
	rows map[string]string
	n    int
}

var pool = sync.Pool{New: func() any { return &Batch{rows: map[string]string{}} }}

func (b *Batch) Put(k, v string) {
	b.Lock()
	defer b.Unlock()
	b.rows[k] = v
}

func (b *Batch) Delete(k string) {
	b.Lock()
	defer b.Unlock()
	delete(b.rows, k)
}

func (b *Batch) Len() int {
	b.Lock()
	defer b.Unlock()
	return len(b.rows)
}

// Free empties the batch in a loop.
func (b *Batch) Free() {
	for k := range b.rows {
		delete(b.rows, k)
	}
	b.n = 0
	pool.Put(b)
}

// Release defers the Put.
func (b *Batch) Release(keep bool) {
	defer pool.Put(b)
	if keep {
		return
	}
	clear(b.rows)
}

// Recycle has a helper, and the helper another one.
func (b *Batch) Recycle() {
	clear(b.rows)
	give(b)
}

func give(b *Batch) {
	b.n++
	giveBack(b)
}

func giveBack(b *Batch) { pool.Put(b) }

// Stack is a pool of its own type.
type Stack[T any] struct{ pool sync.Pool }

func (s *Stack[T]) put(x *T) { s.pool.Put(x) }

// Drop is of an object that has several owners in turn.
type Drop struct {
	mu   sync.RWMutex
	tags map[string]bool
	home *Stack[Drop]
}

func (d *Drop) Tag(t string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tags[t] = true
}

func (d *Drop) Has(t string) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.tags[t]
}

func (d *Drop) Tags() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.tags)
}

func (d *Drop) Close() {
	if len(d.tags) > 100 {
		d.tags = map[string]bool{}
	} else {
		clear(d.tags)
	}
	d.home.put(d)
}
