// Package b04 holds idiom B04, unlocked len: the runtime never checks len, so
// nothing but the race detector notices that it reads beside a locked writer.
//
// Category: read-write
package b04

import "sync"

type layer struct {
	mu   sync.Mutex
	refs map[string]int
}

func (l *layer) acquire(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refs[id]++
}

func (l *layer) release(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.refs, id)
}

func (l *layer) inUse() bool {
	return len(l.refs) > 0 // want `len of l.refs without l\.mu conflicts with the (write|delete)`
}

// Run asks for the use of a layer while others come and go.
func Run() bool {
	l := &layer{refs: map[string]int{}}
	var wg sync.WaitGroup
	for _, id := range []string{"a", "b"} {
		wg.Go(func() {
			l.acquire(id)
			l.release(id)
		})
	}
	used := l.inUse()
	wg.Wait()
	return used
}

type layerFixed struct {
	mu   sync.Mutex
	refs map[string]int
}

func (l *layerFixed) acquire(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refs[id]++
}

func (l *layerFixed) release(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.refs, id)
}

func (l *layerFixed) inUse() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.countLocked() > 0
}

// countLocked is called with l.mu held.
func (l *layerFixed) countLocked() int { return len(l.refs) }

// RunFixed asks under the lock.
func RunFixed() bool {
	l := &layerFixed{refs: map[string]int{}}
	var wg sync.WaitGroup
	for _, id := range []string{"a", "b"} {
		wg.Go(func() {
			l.acquire(id)
			l.release(id)
		})
	}
	used := l.inUse()
	wg.Wait()
	return used
}
