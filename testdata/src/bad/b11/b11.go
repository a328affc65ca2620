// Package b11 holds idiom B11, check outside the lock and write inside: the
// look-up that decides about the write runs beside other writers.
//
// Category: read-write
package b11

import "sync"

type dedup struct {
	mu   sync.Mutex
	last map[string]int64
}

func (d *dedup) mark(id string, t int64) bool {
	if old, ok := d.last[id]; ok && old >= t { // want `read of d.last without d\.mu conflicts with the write`
		return false
	}
	d.mu.Lock()
	d.last[id] = t
	d.mu.Unlock()
	return true
}

// Run marks from several goroutines.
func Run() {
	d := &dedup{last: map[string]int64{}}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			d.mark("cpu", int64(i))
		}()
	}
	wg.Wait()
}

type dedupFixed struct {
	mu   sync.Mutex
	last map[string]int64
}

func (d *dedupFixed) mark(id string, t int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if old, ok := d.last[id]; ok && old >= t {
		return false
	}
	d.last[id] = t
	return true
}

// RunFixed locks before the check.
func RunFixed() {
	d := &dedupFixed{last: map[string]int64{}}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			d.mark("cpu", int64(i))
		}()
	}
	wg.Wait()
}
