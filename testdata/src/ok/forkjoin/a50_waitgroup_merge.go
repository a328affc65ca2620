// A50: WaitGroup; each goroutine locks to merge its result.
//
// Safe because the writes exclude each other by a local mutex, and Done is
// synchronized before the return of the Wait that it unblocks.
//
// Naive mistake: to report a go literal that writes a captured map, when the
// mutex is a captured local variable too.
package forkjoin

import "sync"

func fetchLen(u string) int { return len(u) }

// mergeByGo uses WaitGroup.Go.
func mergeByGo(urls []string) map[string]int {
	res := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Go(func() {
			n := fetchLen(u)
			mu.Lock()
			res[u] = n
			mu.Unlock()
		})
	}
	wg.Wait()
	return res
}

// mergeByAdd uses Add, Done and a deferred Unlock.
func mergeByAdd(urls []string) (total int) {
	var (
		mu  sync.RWMutex
		res = make(map[string]int)
		wg  sync.WaitGroup
	)
	wg.Add(len(urls))
	for _, u := range urls {
		go func(u string) {
			defer wg.Done()
			mu.RLock()
			_, ok := res[u]
			mu.RUnlock()
			if ok {
				return
			}
			n := fetchLen(u)
			mu.Lock()
			defer mu.Unlock()
			res[u] += n
		}(u)
	}
	mu.RLock()
	total = len(res) // still running, hence the lock
	mu.RUnlock()
	wg.Wait()
	for _, n := range res {
		total += n
	}
	return total
}

// mergeStruct has map, mutex and WaitGroup in a local struct.
func mergeStruct(urls []string) int {
	var state struct {
		sync.Mutex
		sync.WaitGroup
		res map[string]int
	}
	state.res = map[string]int{}
	for _, u := range urls {
		state.Add(1)
		go func() {
			defer state.Done()
			state.Lock()
			defer state.Unlock()
			state.res[u]++
		}()
	}
	state.Wait()
	return len(state.res)
}

// mergeNamed passes everything to a named function.
func mergeNamed(urls []string) int {
	res := map[string]int{}
	mu, wg := new(sync.Mutex), new(sync.WaitGroup)
	for _, u := range urls {
		wg.Add(1)
		go mergeOne(wg, mu, res, u)
	}
	wg.Wait()
	return len(res)
}

func mergeOne(wg *sync.WaitGroup, mu *sync.Mutex, res map[string]int, u string) {
	defer wg.Done()
	n := fetchLen(u)
	mu.Lock()
	res[u] = n
	mu.Unlock()
}

// UseA50 runs the variants.
func UseA50() int {
	urls := []string{"a", "bb", "ccc", "a"}
	m := mergeByGo(urls)
	m["parent"] = 1
	return len(m) + mergeByAdd(urls) + mergeStruct(urls) + mergeNamed(urls)
}
