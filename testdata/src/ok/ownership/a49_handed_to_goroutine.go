// A49: a map is handed to a goroutine and never touched again by its giver.
//
// Safe because the go statement is synchronized before the start of the
// goroutine, and the parent has dropped the map, or put a new one in its place.
//
// Naive mistake: to report the map that the goroutine uses without a lock since
// the parent wrote it before; or, with snapshot-and-swap, to take the field's
// old map and its new map for one.
package ownership

import "sync"

func emitPair(string, int) {}

// flushPairs takes over m.
func flushPairs(m map[string]int) {
	go func() {
		for k, v := range m {
			emitPair(k, v)
			delete(m, k)
		}
	}()
}

func buildAndFlush(keys []string) {
	m := map[string]int{}
	for i, k := range keys {
		m[k] = i
	}
	flushPairs(m)
}

// swapStats swaps the map under the lock and flushes the old one outside of it.
type swapStats struct {
	mu sync.Mutex
	m  map[string]int
}

func (s *swapStats) inc(k string) {
	s.mu.Lock()
	s.m[k]++
	s.mu.Unlock()
}

func (s *swapStats) flushAsync() {
	s.mu.Lock()
	old := s.m
	s.m = map[string]int{}
	s.mu.Unlock()
	go drainStats(old)
}

func drainStats(m map[string]int) {
	for k, v := range m {
		emitPair(k, v)
		delete(m, k)
	}
	m["drained"] = 1
}

// take swaps with a deferred unlock.
func (s *swapStats) take() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.m
	s.m = make(map[string]int, len(old))
	return old
}

func (s *swapStats) flushSync() int {
	m := s.take()
	m["taken"]++ // only we have it now
	n := 0
	for k, v := range m {
		emitPair(k, v)
		n += v
	}
	return n
}

// flushTuple swaps in one assignment and closes over the old map.
func (s *swapStats) flushTuple(wg *sync.WaitGroup) {
	var batch map[string]int
	s.mu.Lock()
	batch, s.m = s.m, map[string]int{}
	s.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		clear(batch)
	}()
}

// batchLoop gives its local map away and goes on with a new one.
func batchLoop(keys []string) {
	batch := map[string]int{}
	for i, k := range keys {
		batch[k] = i
		if len(batch) == 2 {
			go drainStats(batch)
			batch = map[string]int{}
		}
	}
	go drainStats(batch)
}

// nilAfter drops the reference in the object.
type nilAfter struct{ buf map[string]int }

func (n *nilAfter) add(k string) {
	if n.buf == nil {
		n.buf = map[string]int{}
	}
	n.buf[k]++
}

func (n *nilAfter) hand() {
	go drainStats(n.buf)
	n.buf = nil
}

// UseA49 goes on after each hand-over.
func UseA49() int {
	buildAndFlush([]string{"a", "b"})
	s := &swapStats{m: map[string]int{}}
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b"} {
		go s.inc(k)
		go s.flushAsync()
		go s.flushSync()
		s.flushTuple(&wg)
	}
	s.inc("z")
	s.flushAsync()
	s.inc("z")
	batchLoop([]string{"a", "b", "c", "d", "e"})

	n := new(nilAfter)
	n.add("a")
	n.hand()
	n.add("b")
	n.hand()
	wg.Wait()
	return s.flushSync()
}
