// Package sharedcopy holds copies of structs whose maps nobody shares.
package sharedcopy

import "sync"

type resolver struct {
	cache map[string]int
}

func (r resolver) get(k string) int {
	if r.cache == nil {
		r.cache = map[string]int{}
	}
	r.cache[k]++
	return r.cache[k]
}

// RunNil has no cache to share: every call makes its own.
func RunNil() {
	var r resolver
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Go(func() { r.get(k) })
	}
	wg.Wait()
}

// RunNilPointer does the same by way of a pointer.
func RunNilPointer() {
	r := &resolver{}
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Go(func() { r.get(k) })
	}
	wg.Wait()
}
