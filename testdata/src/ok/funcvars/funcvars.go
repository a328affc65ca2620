// Package funcvars calls a function through a variable of another package,
// which runs what it is given on many goroutines, under a lock.
package funcvars

import (
	"sync"

	"ok/funcvars/lib"
)

// Lengths collects on all of them.
func Lengths(names []string) map[string]int {
	var mu sync.Mutex
	out := map[string]int{}
	lib.Each(names, func(n string) {
		mu.Lock()
		defer mu.Unlock()
		out[n] = len(n)
	})
	return out
}
