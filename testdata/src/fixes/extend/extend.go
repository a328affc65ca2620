// Package extend has look-ups and stores that belong in one critical section.
package extend

import (
	"errors"
	"sync"
	"time"
)

// Head has a lock of its own.
type Head struct {
	mu sync.Mutex
	n  int
}

// Close ends it.
func (h *Head) Close() {}

func (h *Head) add(n int) {
	h.mu.Lock()
	h.n += n
	h.mu.Unlock()
}

// Heads has a map with a guard.
type Heads struct {
	mu    sync.RWMutex
	m     map[string]*Head
	count map[string]int
}

// Get makes what is not there.
func (t *Heads) Get(user string) *Head {
	t.mu.RLock()
	h, ok := t.m[user]
	t.mu.RUnlock()
	if ok {
		return h
	}
	h = &Head{}
	t.mu.Lock()
	t.m[user] = h // want `conflicts with writes by others`
	t.mu.Unlock()
	return h
}

// Deferred gives the second lock up at the end.
func (t *Heads) Deferred(user string) (*Head, error) {
	if user == "" {
		return nil, errors.New("no user")
	}
	t.mu.RLock()
	h, ok := t.m[user]
	t.mu.RUnlock()
	if ok {
		return h, nil
	}

	t.mu.Lock()
	defer t.mu.Unlock()
	h = &Head{}
	t.m[user] = h // want `conflicts with writes by others`
	return h, nil
}

// Nested stores in a branch.
func (t *Heads) Nested(user string, n int) {
	t.mu.RLock()
	h := t.m[user]
	t.mu.RUnlock()
	if h == nil {
		h = &Head{} // a new one
		t.mu.Lock()
		t.m[user] = h // want `conflicts with writes by others`
		t.mu.Unlock()
	}
	h.add(n)
}

// Branches gives the lock up in each of them, where it takes that of the head
// too.
func (t *Heads) Branches(user string, n int) {
	t.mu.RLock()
	if h, ok := t.m[user]; ok {
		h.add(n)
		t.mu.RUnlock()
		return
	}
	t.mu.RUnlock()
	t.mu.Lock()
	h := &Head{}
	t.m[user] = h // want `conflicts with writes by others`
	h.add(n)
	t.mu.Unlock()
}

// Count loses what others add.
func (t *Heads) Count(user string, n int) int {
	t.mu.Lock()
	old := t.count[user]
	t.mu.Unlock()
	if old+n < 0 {
		return 0
	}
	t.mu.Lock()
	t.count[user] = old + n // want `conflicts with writes by others`
	t.mu.Unlock()
	return old
}

// Slow takes its time in between: only the author knows.
func (t *Heads) Slow(user string) *Head {
	t.mu.RLock()
	h, ok := t.m[user]
	t.mu.RUnlock()
	if ok {
		return h
	}
	time.Sleep(time.Second)
	h = &Head{}
	t.mu.Lock()
	t.m[user] = h // want `conflicts with writes by others`
	t.mu.Unlock()
	return h
}

// Branch takes its time before it leaves.
func (t *Heads) Branch(user string) *Head {
	t.mu.RLock()
	if h, ok := t.m[user]; ok {
		t.mu.RUnlock()
		time.Sleep(time.Second)
		return h
	}
	t.mu.RUnlock()
	h := &Head{}
	t.mu.Lock()
	t.m[user] = h // want `conflicts with writes by others`
	t.mu.Unlock()
	return h
}

// Condition takes its time in a condition.
func (t *Heads) Condition(user string, wait func() bool) *Head {
	t.mu.RLock()
	h, ok := t.m[user]
	t.mu.RUnlock()
	if ok {
		return h
	}
	if wait() {
		return nil
	}
	h = &Head{}
	t.mu.Lock()
	t.m[user] = h // want `conflicts with writes by others`
	t.mu.Unlock()
	return h
}

// Again takes the lock in a callee.
func (t *Heads) Again(user string) *Head {
	t.mu.RLock()
	h, ok := t.m[user]
	t.mu.RUnlock()
	if ok || t.total() > 9 {
		return h
	}
	h = &Head{}
	t.mu.Lock()
	t.m[user] = h // want `conflicts with writes by others`
	t.mu.Unlock()
	return h
}

func (t *Heads) total() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.count)
}
