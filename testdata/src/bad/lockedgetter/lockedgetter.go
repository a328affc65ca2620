// A helper returns the guarded map to callers that do not all hold the lock, or pass it on.
package lockedgetter

import "sync"

type Usage struct {
	mu  sync.Mutex
	all map[string]int
}

func (u *Usage) Add(key string, n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.level()[key] = n
}

func (u *Usage) Drop(key string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.all, key)
}

func (u *Usage) level() map[string]int { return u.all }

// All passes the map on to its own callers.
func (u *Usage) All() map[string]int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.level() // want "without a copy conflicts with"
}

type Table struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *Table) Set(key string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] = n
}

func (t *Table) Del(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.rows, key)
}

// get takes the lock itself: nobody holds it when the caller ranges.
func (t *Table) get() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows // want "without a copy conflicts with"
}

func (t *Table) Keys() (keys []string) {
	for k := range t.get() {
		keys = append(keys, k)
	}
	return keys
}
