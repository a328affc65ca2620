// A62: t.Parallel with private maps or a read-only table.
//
// Safe because the subtests only read the table, each writes a map of its own,
// and t.Run of a group returns after the parallel subtests of the group.
//
// Naive mistake: to see that a function with t.Parallel runs concurrently with
// its siblings and to report the table or the private maps.
package forkjoin

import (
	"sync"
	"testing"
)

// TestPrivateMapsA62 has a map per subtest.
func TestPrivateMapsA62(t *testing.T) {
	tests := map[string]int{"a": 1, "b": 2}
	tests["c"] = 3
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := map[string]int{}
			m[name] = want
			if m[name] != tests[name] {
				t.Errorf("got %d, want %d", m[name], want)
			}
		})
	}
}

// TestGroupA62 joins its parallel subtests by a group.
func TestGroupA62(t *testing.T) {
	var mu sync.Mutex
	got := map[string]int{}
	t.Run("group", func(t *testing.T) {
		for _, name := range []string{"a", "b"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				mu.Lock()
				defer mu.Unlock()
				got[name]++
			})
		}
	})
	if len(got) != 2 {
		t.Errorf("got %v", got)
	}
	got["end"] = 1
}

// TestSequentialA62 has subtests which are not parallel.
func TestSequentialA62(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			seen[name] = true
		})
	}
	if len(seen) != 2 {
		t.Errorf("got %v", seen)
	}
}

// TestFixtureA62 makes a fixture per subtest in a helper.
func TestFixtureA62(t *testing.T) {
	t.Parallel()
	for range 3 {
		t.Run("fixture", func(t *testing.T) {
			t.Parallel()
			f := newParallelFixture(t)
			f.put("k", 1)
			if f.rows["k"] != 1 {
				t.Error("row is missing")
			}
		})
	}
}

type parallelFixture struct{ rows map[string]int }

func newParallelFixture(t *testing.T) *parallelFixture {
	f := &parallelFixture{rows: make(map[string]int)}
	t.Cleanup(func() { clear(f.rows) })
	return f
}

func (f *parallelFixture) put(k string, v int) { f.rows[k] = v }
