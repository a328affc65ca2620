// Inherited locks: a goroutine that is waited for while a lock is held is as
// good as holding it, for all others.
package order

import "sync"

type index struct {
	mu    sync.Mutex
	words map[string]int
}

// build holds the lock until its goroutine has ended.
func (x *index) build(w string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		x.words[w]++
	}()
	wg.Wait()
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
