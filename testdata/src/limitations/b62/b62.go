// Package b62 holds idiom B62, copying a sync.Map: the copy shares the inner
// maps or trie with the original, so it is neither a snapshot nor independent.
//
// Category: shared-copy
//
// Missed because copies of a sync.Map are not looked at yet: only shared copies
// of plain maps are found, and the finding there is the access, not the copy.
package b62

import "sync"

type users struct {
	m sync.Map
}

func snapshot(m *sync.Map) *sync.Map {
	c := *m // missed: `m`
	return &c
}

// Run takes a snapshot that changes with the original.
func Run() (n int) {
	u := new(users)
	u.m.Store("a", 1)
	snap := snapshot(&u.m)
	done := make(chan struct{})
	go func() {
		defer close(done)
		u.m.Store("b", 2)
	}()
	<-done
	snap.Range(func(any, any) bool { n++; return true })
	return n
}

func snapshotFixed(m *sync.Map) map[any]any {
	c := map[any]any{}
	m.Range(func(k, v any) bool {
		c[k] = v
		return true
	})
	return c
}

// RunFixed ranges into a map of its own.
func RunFixed() int {
	u := new(users)
	u.m.Store("a", 1)
	snap := snapshotFixed(&u.m)
	done := make(chan struct{})
	go func() {
		defer close(done)
		u.m.Store("b", 2)
	}()
	<-done
	return len(snap)
}
