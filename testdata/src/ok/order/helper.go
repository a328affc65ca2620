// Helpers that lock on some paths: whoever calls them is taken to hold the
// lock afterwards.
package order

import "sync"

type register struct {
	mu   sync.Mutex
	rows map[string]int
}

// lock takes the lock unless the register belongs to one goroutine.
func (r *register) lock(shared bool) {
	if shared {
		r.mu.Lock()
	}
}

func (r *register) unlock(shared bool) {
	if shared {
		r.mu.Unlock()
	}
}

func (r *register) add(k string, shared bool) {
	r.lock(shared)
	r.rows[k]++
	r.unlock(shared)
}

// Fill fills a register beside a goroutine.
func Fill(k string) {
	r := &register{rows: map[string]int{}}
	go r.add(k, true)
	r.add(k, true)
}
