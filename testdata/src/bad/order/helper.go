// No helpers: a function gives back the lock that it takes, on a path that the
// analysis cannot tell from one where it has none, and its callers hold nothing.
package order

import "sync"

type register struct {
	mu   sync.Mutex
	rows map[string]int
}

// load has the lock for a while, or not at all.
func (r *register) load(k string, shared bool) int {
	if shared {
		r.mu.Lock()
	}
	n := r.rows[k]
	if shared {
		r.mu.Unlock()
	}
	return n
}

func (r *register) add(k string) {
	if r.load(k, true) == 0 {
		r.rows[k]++ // want `write to r\.rows without r\.mu conflicts with`
	}
}

// Fill fills a register beside a goroutine.
func Fill(k string) {
	r := &register{rows: map[string]int{}}
	go r.add(k)
	r.add(k)
}
