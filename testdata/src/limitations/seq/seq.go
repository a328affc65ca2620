// Package seq reads a map by iter.Pull.
//
// Missed because what iter.Pull returns runs the iterator on a coroutine of its own, which is not
// followed.
package seq

import (
	"iter"
	"maps"
)

// Pulled reads the map by next while a goroutine changes it.
func Pulled(m map[string]int) int {
	next, stop := iter.Pull(maps.Keys(m))
	defer stop()
	k, _ := next()
	done := make(chan bool)
	go func() {
		m["x"] = 1 // missed: next reads the map
		close(done)
	}()
	next()
	<-done
	return m[k]
}
