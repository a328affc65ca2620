// Package discarded holds functions that return a guarded map to callers of which one uses it.
//
// Category: lock-leak
package discarded

import "sync"

// Index returns its map with a count, for callers that want only the count.
type Index struct {
	mu    sync.Mutex
	words map[string]int
}

func (x *Index) add(w string) (map[string]int, int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.words[w]++
	return x.words, len(x.words) // want `return of x.words without a copy conflicts with the write`
}

// Add adds a word.
func (x *Index) Add(w string) int {
	_, n := x.add(w)
	return n
}

// Count returns how often a word was added.
func (x *Index) Count(w string) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.words[w]
}

// All returns the words.
func (x *Index) All() (out []string) {
	words, _ := x.add("")
	for w := range words {
		out = append(out, w)
	}
	return out
}

// Routes is loaded on the first use. The callers call load in a literal, by a method value, and
// in a deferred call.
type Routes struct {
	mu   sync.RWMutex
	byID map[int]string
}

func (r *Routes) load() map[int]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byID == nil {
		r.byID = map[int]string{}
	}
	return r.byID // want `return of r.byID without a copy conflicts with the write`
}

// Set sets a route.
func (r *Routes) Set(id int, s string) {
	func() { r.load() }()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byID[id] = s
}

// Get returns a route.
func (r *Routes) Get(id int) string {
	load := r.load
	if load() == nil {
		return ""
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byID[id]
}

// Del deletes a route.
func (r *Routes) Del(id int) {
	defer r.load()
	r.mu.Lock()
	delete(r.byID, id)
	r.mu.Unlock()
}

// Each calls f for each route.
func (r *Routes) Each(f func(int, string)) {
	load := r.load
	func() {
		for id, s := range load() {
			f(id, s)
		}
	}()
}

// Table gives its rows to check, which only asks whether there are any.
type Table struct {
	mu   sync.Mutex
	rows map[string]int
}

func (t *Table) get() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows // want `return of t.rows without a copy conflicts with the write`
}

func (t *Table) again() map[string]int { return t.get() }

func check(rows map[string]int, name string) bool { return rows[name] > 0 }

// Has reports whether there are rows.
func (t *Table) Has(name string) bool { return check(t.again(), name) } // want `read of the map .rows. without Table.mu`

// Put puts a row.
func (t *Table) Put(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[name]++
}

// Drop deletes a row.
func (t *Table) Drop(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.rows, name)
}

// Users uses the result under the lock alone.
type Users struct {
	mu  sync.Mutex
	ids map[string]int
}

func (u *Users) all() map[string]int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ids // want `return of u.ids without a copy conflicts with the write`
}

// Next returns the next number.
func (u *Users) Next(name string) int {
	ids := u.all()
	u.mu.Lock()
	defer u.mu.Unlock()
	n := 0
	for _, id := range ids {
		n = max(n, id+1)
	}
	u.ids[name] = n
	return n
}

// Drop drops a user.
func (u *Users) Drop(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.ids, name)
}

// Has reports whether a user is there.
func (u *Users) Has(name string) bool {
	ids := u.all()
	u.mu.Lock()
	n := len(u.ids)
	u.mu.Unlock()
	return n > 0 && ids[name] > 0
}
