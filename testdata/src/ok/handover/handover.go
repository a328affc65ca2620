// Package handover returns maps when the goroutines that fill them are done, or with
// what tells its caller.
package handover

import (
	"errors"
	"sync"
)

func fill(mu *sync.Mutex, out map[string]int, k string) {
	mu.Lock()
	defer mu.Unlock()
	out[k] = len(k)
}

// Waits waits for all.
func Waits(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() { fill(&mu, out, k) })
	}
	wg.Wait()
	return out
}

// Deferred waits in a deferred call.
func Deferred(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, k := range keys {
		wg.Go(func() { fill(&mu, out, k) })
	}
	return out
}

// Receives receives from each.
func Receives(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	done := make(chan bool)
	for _, k := range keys {
		go func() {
			fill(&mu, out, k)
			done <- true
		}()
	}
	for range keys {
		<-done
	}
	return out
}

// Collects fills the map itself.
func Collects(keys []string) map[string]int {
	out := map[string]int{}
	found := make(chan string)
	for _, k := range keys {
		go func() { found <- k }()
	}
	for range keys {
		out[<-found]++
	}
	return out
}

// Limited fills the channel that limits its goroutines.
func Limited(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	limit := make(chan bool, 4)
	for _, k := range keys {
		limit <- true
		go func() {
			fill(&mu, out, k)
			<-limit
		}()
	}
	for range cap(limit) {
		limit <- true
	}
	return out
}

// Reads has goroutines that only read.
func Reads(n int) map[string]int {
	out := map[string]int{"n": n}
	go func() { println(out["n"]) }()
	return out
}

// Given lets the caller wait.
func Given(wg *sync.WaitGroup, keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fill(&mu, out, k)
		}()
	}
	return out
}

// Beside returns what waits with the map.
func Beside(keys []string) (map[string]int, func()) {
	out := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() { fill(&mu, out, k) })
	}
	return out, wg.Wait
}

// Fails returns an error, so that nobody looks at the map.
func Fails(keys []string) (map[string]int, error) {
	out := map[string]int{}
	var mu sync.Mutex
	for _, k := range keys {
		if k == "" {
			return out, errors.New("no key")
		}
		go fill(&mu, out, k)
	}
	return nil, nil
}

// Early returns before it starts the goroutine.
func Early(keys []string) map[string]int {
	out := map[string]int{}
	if len(keys) == 0 {
		return out
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		fill(&mu, out, keys[0])
	}()
	wg.Wait()
	return out
}
