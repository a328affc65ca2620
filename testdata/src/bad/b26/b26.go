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
			seen[name] = true // want `write to seen conflicts with`
		})
	}
}

// TestNames shares a map that its helper fills in.
func TestNames(t *testing.T) {
	names := make(map[string]int)
	for _, name := range []string{"x", "yy"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			measure(t, names)
		})
	}
}

func measure(t *testing.T, names map[string]int) {
	t.Helper()
	names[t.Name()] = len(t.Name()) // want `write to names conflicts with`
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

// TestParentOK reads before the parallel subtest goes on: that waits until this
// function has returned.
func TestParentOK(t *testing.T) {
	got := map[string]int{}
	t.Run("a", func(t *testing.T) {
		t.Parallel()
		got["a"] = 1
	})
	t.Log(len(got))
}

// TestCleanupOK reads when all subtests have ended.
func TestCleanupOK(t *testing.T) {
	got := map[string]int{}
	t.Cleanup(func() { t.Log(len(got)) })
	t.Run("a", func(t *testing.T) {
		t.Parallel()
		got["a"] = 1
	})
}
