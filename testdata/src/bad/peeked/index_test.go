package peeked

import "testing"

// Function add has no lock since its caller has: the mistake is the test's.
func TestAdd(t *testing.T) {
	x := &index{names: map[string]int{}}
	x.start()
	x.add("b") // want `this call's write to x\.names at index\.go:18 without x\.mu conflicts with the same write in another goroutine; goroutines started at index\.go:11 run at the same time; x\.mu is held there`
}
