// Package b72 holds idiom B72, a cache behind a value receiver: a nil cache is
// filled in the copy and lost, any other one is shared by all copies unlocked.
//
// Category: shared-copy
package b72

import "sync"

type resolver struct {
	cache map[string]int
}

func (r resolver) get(k string) int {
	if r.cache == nil {
		r.cache = map[string]int{} // lost with the copy, hence shared by nobody
	}
	r.cache[k]++ // want `write to r\.cache through a copy of its struct conflicts with`
	return r.cache[k]
}

// Run gets through copies that share one cache.
func Run() {
	r := resolver{cache: map[string]int{}}
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.get(k)
		}()
	}
	wg.Wait()
}

// RunNilOK has no cache to share: every call makes its own.
func RunNilOK() {
	var r resolver
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.get(k)
		}()
	}
	wg.Wait()
}

type resolverFixed struct {
	mu    sync.Mutex
	cache map[string]int
}

func (r *resolverFixed) get(k string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cache == nil {
		r.cache = map[string]int{}
	}
	r.cache[k]++
	return r.cache[k]
}

// RunFixed gets through one pointer.
func RunFixed() {
	r := new(resolverFixed)
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.get(k)
		}()
	}
	wg.Wait()
}
