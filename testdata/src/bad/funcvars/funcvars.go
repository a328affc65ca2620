// Package funcvars calls a function through a variable of another package,
// which runs what it is given on many goroutines.
package funcvars

import "bad/funcvars/lib"

// Lengths collects on all of them.
func Lengths(names []string) map[string]int {
	out := map[string]int{}
	lib.Each(names, func(n string) {
		out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
	})
	return out
}
