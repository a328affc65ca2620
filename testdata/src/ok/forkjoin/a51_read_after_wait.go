// A51: an unlocked read, or write, after Wait.
//
// Safe because all writers have called Done before Wait returns.
//
// Naive mistake: to see a map that is guarded by a mutex in all goroutines and
// without it in one place, and to report that place.
package forkjoin

import "sync"

// countAfter is called when all writers have been started.
func countAfter(wg *sync.WaitGroup, res map[string]int) int {
	wg.Wait()
	return len(res) // all writers are done
}

func spawnAndCount(keys []string) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	res := map[string]int{}
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			res[k]++
		}()
	}
	return countAfter(&wg, res)
}

// waitingPool has all in one object.
type waitingPool struct {
	wg  sync.WaitGroup
	mu  sync.Mutex
	res map[string]int
}

func (p *waitingPool) start(k string) {
	p.wg.Add(1)
	go p.work(k)
}

func (p *waitingPool) work(k string) {
	defer p.wg.Done()
	p.mu.Lock()
	p.res[k]++
	p.mu.Unlock()
}

func (p *waitingPool) finish() (n int) {
	p.wg.Wait()
	p.res["finished"] = 1
	for _, v := range p.res {
		n += v
	}
	return n
}

// twoPhases starts a second wave after the first has ended; the first wave
// writes, the second only reads.
func twoPhases(keys []string) int {
	var wg sync.WaitGroup
	m := map[string]int{}
	wg.Go(func() {
		for i, k := range keys {
			m[k] = i
		}
	})
	wg.Wait()
	delete(m, "b")
	for _, k := range keys {
		wg.Go(func() { _ = m[k] })
	}
	n := len(m)
	wg.Wait()
	m["end"] = 1
	return n
}

// waitInDefer reads in a defer that runs after the deferred Wait.
func waitInDefer(keys []string) (n int) {
	res := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	defer func() { n = len(res) }()
	defer wg.Wait()
	for _, k := range keys {
		wg.Go(func() {
			mu.Lock()
			res[k]++
			mu.Unlock()
		})
	}
	return 0
}

// waitAndClose closes the channel of results when the workers are done.
func waitAndClose(keys []string) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	errs := map[string]error{}
	out := make(chan string)
	for _, k := range keys {
		wg.Go(func() {
			out <- k
			mu.Lock()
			errs[k] = nil
			mu.Unlock()
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	n := 0
	for range out {
		n++
	}
	return n + len(errs)
}

// UseA51 runs the variants.
func UseA51() int {
	keys := []string{"a", "b", "c"}
	p := &waitingPool{res: map[string]int{}}
	for _, k := range keys {
		p.start(k)
	}
	n := p.finish()
	return n + spawnAndCount(keys) + twoPhases(keys) + waitInDefer(keys) + waitAndClose(keys)
}
