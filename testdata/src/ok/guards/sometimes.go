package guards

import "sync"

// Txn is for one goroutine at a time, but for Lock, of which several may run.
type Txn struct {
	mu   sync.Mutex // for Lock
	keys map[string]int
	done bool
}

// Lock locks keys.
func (t *Txn) Lock(keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		if !t.has(k) {
			t.note(k)
		}
	}
	delete(t.keys, "")
}

func (t *Txn) has(k string) bool { return t.keys[k] > 0 }

func (t *Txn) note(k string) { t.keys[k]++ }

// Size counts.
func (t *Txn) Size() int { return len(t.keys) }

// Commit ends it.
func (t *Txn) Commit() (out []string) {
	for k := range t.keys {
		out = append(out, k)
	}
	t.done = true
	return out
}

// Rollback ends it, too.
func (t *Txn) Rollback() { t.done = len(t.keys) == 0 }
