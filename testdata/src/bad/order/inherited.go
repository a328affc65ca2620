// Locks that are not inherited: the goroutine outlives the critical section in
// which it was started.
package order

import "sync"

type index struct {
	mu    sync.Mutex
	words map[string]int
}

// build gives the lock back before its goroutine has ended.
func (x *index) build(w string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	go func() {
		x.words[w]++ // want `x\.words without x\.mu conflicts with`
	}()
}

// Index builds beside a goroutine that takes the lock.
func Index(w string) {
	x := &index{words: map[string]int{}}
	go func() {
		x.mu.Lock()
		x.words["self"]++
		x.mu.Unlock()
	}()
	x.build(w)
}
