// A10: goroutines share a map which nobody writes meanwhile.
//
// Safe because concurrent reads of a map need no order among themselves.
//
// Naive mistake: to report any map captured by a goroutine, or to treat len,
// range, comma-ok, maps.Clone or a call that takes the map as a write.
package publish

import (
	"maps"
	"slices"
	"sync"
)

func weigh(prices map[string]int, k string) int {
	if p, ok := prices[k]; ok {
		return p
	}
	return -1
}

// readAllForms uses every kind of read in parallel.
func readAllForms(prices map[string]int, keys []string) int {
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() { _ = prices[k] })
		go weigh(prices, k)
		go func() {
			sum := 0
			for _, p := range prices {
				sum += p
			}
			_ = sum
		}()
	}
	wg.Go(func() {
		own := maps.Clone(prices)
		own["mine"] = 1 // the clone belongs to this goroutine
	})
	wg.Go(func() { _ = slices.Sorted(maps.Keys(prices)) })
	wg.Go(func() { _ = maps.Equal(prices, map[string]int{"a": 1}) })
	n := len(prices)
	wg.Wait()
	return n
}

// inheritsPrices copies from the shared map into a map of its own.
func inheritsPrices(base map[string]int, out chan<- map[string]int) {
	own := make(map[string]int, len(base))
	maps.Copy(own, base)
	own["extra"] = 1
	out <- own
}

// UseA10 writes before it shares, then reads next to the goroutines.
func UseA10() int {
	prices := map[string]int{"a": 1}
	prices["b"] = 2
	n := readAllForms(prices, []string{"a", "b"})

	out := make(chan map[string]int)
	go inheritsPrices(prices, out)
	go inheritsPrices(prices, out)
	n += prices["a"]
	return n + len(<-out) + len(<-out)
}
