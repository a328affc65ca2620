// A function gives an object back to its pool, but not before the access, or not on every path.
package retired

import "sync"

type Batch struct {
	sync.Mutex
	rows map[string]string
	refs int
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

// Free empties the batch when somebody else may have it.
func (b *Batch) Free() {
	give(b)
	clear(b.rows) // want "clear of b.rows without b"
}

func give(b *Batch) { pool.Put(b) }

// Trim gives it back only if it is empty.
func (b *Batch) Trim(k string) {
	delete(b.rows, k) // want "delete from b.rows without b"
	if b.refs == 0 {
		pool.Put(b)
	}
}
