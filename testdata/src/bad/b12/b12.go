// Package b12 holds idiom B12, double-checked locking without the second
// check: two callers miss under RLock and both create, so they get different
// ids and the last one stays. There is no data race.
//
// Category: lost-update
package b12

import "sync"

type quota struct {
	mu   sync.RWMutex
	next int
	ids  map[string]int
}

func (q *quota) id(project string) int {
	q.mu.RLock()
	id, ok := q.ids[project]
	q.mu.RUnlock()
	if !ok {
		q.mu.Lock()
		q.next++
		id = q.next
		q.ids[project] = id // want `write to q\.ids conflicts with writes by others since the look-up on line \d+; q\.mu is released in between; the key is not looked up again`
		q.mu.Unlock()
	}
	return id
}

// Run asks twice for the same project at the same time.
func Run() {
	q := &quota{ids: map[string]int{}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { q.id("p") })
	}
	wg.Wait()
}

type quotaFixed struct {
	mu   sync.RWMutex
	next int
	ids  map[string]int
}

func (q *quotaFixed) id(project string) int {
	q.mu.RLock()
	id, ok := q.ids[project]
	q.mu.RUnlock()
	if ok {
		return id
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if id, ok := q.ids[project]; ok {
		return id
	}
	q.next++
	q.ids[project] = q.next
	return q.next
}

// RunFixed looks again under the write lock.
func RunFixed() {
	q := &quotaFixed{ids: map[string]int{}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { q.id("p") })
	}
	wg.Wait()
}
