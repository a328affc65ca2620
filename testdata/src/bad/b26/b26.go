// Package b26 holds idiom B26, parallel subtests share a map: their bodies run
// side by side after the function that started them has returned.
//
// Category: write-write
package b26

import (
	"sync"
	"testing"
)

// TestAll shares seen.
func TestAll(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"a", "b", "c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen[name] = true // want `write to seen is not synchronized with`
		})
	}
}

// TestRead reads in the parent what the subtests have not written yet.
func TestRead(t *testing.T) {
	got := map[string]int{}
	t.Run("a", func(t *testing.T) {
		t.Parallel()
		got["a"] = 1 // want `write to got is not synchronized with the len`
	})
	t.Log(len(got))
}

// TestAllFixed locks.
func TestAllFixed(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	for _, name := range []string{"a", "b", "c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mu.Lock()
			defer mu.Unlock()
			seen[name] = true
		})
	}
}

// TestOwnFixed has a map per subtest.
func TestOwnFixed(t *testing.T) {
	for _, name := range []string{"a", "b", "c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := map[string]bool{}
			seen[name] = true
		})
	}
}

// TestSequentialOK has subtests that run one after the other.
func TestSequentialOK(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"a", "b", "c"} {
		t.Run(name, func(t *testing.T) {
			seen[name] = true
		})
	}
	t.Log(len(seen))
}
