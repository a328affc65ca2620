// Locks that are not inherited: the goroutine outlives the critical section in
// which it was started.
package guards

import "sync"

// Index has a method that leaves its work to a goroutine.
type Index struct {
	mu    sync.Mutex
	words map[string]int
}

// Build does not wait for its goroutine.
func (x *Index) Build(w string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	go func() {
		x.words[w] = len(w) // want `write to x\.words without x\.mu conflicts with the \w+ on line \d+; .*; x\.mu is held there and in 1 more place`
	}()
}

// Get holds the lock.
func (x *Index) Get(w string) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.words[w]
}

// Remove holds the lock.
func (x *Index) Remove(w string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.words, w)
}
