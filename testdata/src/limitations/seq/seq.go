// Package seq has iterators whose loops mapconcur does not follow.
//
// Missed because the body of a loop over an iterator is a function that the iterator calls: nothing
// says how often, so a go statement in it counts once. What iter.Pull returns runs the iterator on a
// coroutine of its own, which is not followed.
package seq

import (
	"iter"
	"maps"
	"sync"
)

// Started starts a goroutine for each element.
func Started(from iter.Seq[string]) map[string]int {
	m := map[string]int{}
	var wg sync.WaitGroup
	for k := range from {
		wg.Go(func() { m[k]++ }) // missed: `m`
	}
	wg.Wait()
	return m
}

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
