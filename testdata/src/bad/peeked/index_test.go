package peeked

import "testing"

// Function add has no lock since its caller has: the mistake is the test's.
func TestAdd(t *testing.T) {
	x := &index{names: map[string]int{}}
	x.start()
	x.add("b") // want `call leads to a write to x.names at index.go:18, which is not synchronized with the write at index.go:18 \(goroutine started at index.go:11\); only the .*holds x.mu`
}
