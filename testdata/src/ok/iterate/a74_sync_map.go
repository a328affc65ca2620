// A74: sync.Map with atomic operations.
//
// Safe because sync.Map is safe for concurrent use, and the decisions are taken
// by one atomic operation (LoadOrStore, CompareAndSwap, LoadAndDelete); a Load
// before LoadOrStore is only a fast path.
//
// Naive mistake: to report Load followed by a store as check-then-act although
// the store is LoadOrStore, or to take sync.Map for an ordinary map.
package iterate

import "sync"

type syncEntry struct{ name string }

var syncEntries sync.Map // string -> *syncEntry

func syncGet(k string) *syncEntry {
	if v, ok := syncEntries.Load(k); ok {
		return v.(*syncEntry)
	}
	v, _ := syncEntries.LoadOrStore(k, &syncEntry{name: k})
	return v.(*syncEntry)
}

// syncCounter counts with compare and swap.
type syncCounter struct {
	m sync.Map // string -> int
}

func (c *syncCounter) inc(k string) int {
	for {
		v, loaded := c.m.LoadOrStore(k, 1)
		if !loaded {
			return 1
		}
		n := v.(int)
		if c.m.CompareAndSwap(k, n, n+1) {
			return n + 1
		}
	}
}

func (c *syncCounter) take(k string) int {
	v, ok := c.m.LoadAndDelete(k)
	if !ok {
		return 0
	}
	return v.(int)
}

func (c *syncCounter) total() (n int) {
	c.m.Range(func(k, v any) bool {
		n += v.(int)
		if v.(int) > 100 {
			c.m.Delete(k) // allowed in Range
		}
		return true
	})
	return n
}

// set stores without a look at the old value.
func (c *syncCounter) set(k string, n int) { c.m.Store(k, n) }

// syncOfMaps has inner maps that are complete before they are stored and only
// read afterwards.
type syncOfMaps struct{ m sync.Map }

func (s *syncOfMaps) publish(k string, words []string) {
	inner := make(map[string]int, len(words))
	for i, w := range words {
		inner[w] = i
	}
	s.m.Store(k, inner)
}

func (s *syncOfMaps) lookup(k, w string) int {
	v, ok := s.m.Load(k)
	if !ok {
		return -1
	}
	return v.(map[string]int)[w]
}

// UseA74 uses them concurrently.
func UseA74() int {
	c := new(syncCounter)
	s := new(syncOfMaps)
	for i, k := range []string{"a", "b"} {
		go syncGet(k)
		go c.inc(k)
		go c.take(k)
		go c.total()
		go c.set(k, i)
		go s.publish(k, []string{"x", "y"})
		go s.lookup(k, "x")
	}
	c.inc("z")
	s.publish("z", []string{"x"})
	syncEntries.Delete("b")
	return len(syncGet("a").name) + c.total() + s.lookup("z", "x")
}
