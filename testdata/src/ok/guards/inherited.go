// Inherited locks: a goroutine that is waited for while its starter holds the
// guard counts as holding it.
package guards

import "sync"

// Index has a method that leaves its work to a goroutine.
type Index struct {
	mu    sync.Mutex
	words map[string]int
}

// Build holds the lock until its goroutine has ended.
func (x *Index) Build(w string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		x.words[w] = len(w)
	}()
	wg.Wait()
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
