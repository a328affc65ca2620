// A54: many goroutines send, one collector drains the channel into a map.
//
// Safe because only the collector touches the map; a send is synchronized
// before the receive that gets its value.
//
// Naive mistake: to attribute the writes of the collector to the senders, or to
// report its map because goroutines are about.
package forkjoin

import "sync"

type collectedPair struct {
	k string
	v int
}

func collectPairs(in <-chan collectedPair) map[string]int {
	m := map[string]int{}
	for e := range in {
		m[e.k] = e.v
	}
	return m
}

// collectInParent collects in the calling goroutine.
func collectInParent(keys []string) map[string]int {
	ch := make(chan collectedPair)
	var wg sync.WaitGroup
	for i, k := range keys {
		wg.Go(func() { ch <- collectedPair{k, i} })
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	return collectPairs(ch)
}

// collectInGoroutine has the collector as a goroutine whose map it reads when
// the collector has said that it is done.
func collectInGoroutine(keys []string) int {
	ch := make(chan collectedPair)
	done := make(chan struct{})
	res := make(map[string]int)
	go func() {
		defer close(done)
		for p := range ch {
			res[p.k] += p.v
		}
	}()
	var wg sync.WaitGroup
	for i, k := range keys {
		wg.Go(func() { ch <- collectedPair{k, i} })
	}
	wg.Wait()
	close(ch)
	<-done
	res["end"] = 1
	return len(res)
}

// collectCounted receives as often as it has spawned.
func collectCounted(keys []string) int {
	ch := make(chan collectedPair, len(keys))
	for i, k := range keys {
		go func() { ch <- collectedPair{k, i} }()
	}
	seen := map[string]bool{}
	sum := 0
	for range keys {
		p := <-ch
		if seen[p.k] {
			continue
		}
		seen[p.k] = true
		sum += p.v
	}
	return sum
}

// UseA54 runs the variants.
func UseA54() int {
	keys := []string{"a", "b", "c"}
	m := collectInParent(keys)
	m["parent"] = 1
	return len(m) + collectInGoroutine(keys) + collectCounted(keys)
}
