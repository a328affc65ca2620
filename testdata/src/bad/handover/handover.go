// Package handover returns maps that its goroutines still fill.
package handover

import (
	"sync"
	"time"
)

// Sizes forgets to wait; the lock is no use to its caller.
func Sizes(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	for _, k := range keys {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			out[k] = len(k)
		}()
	}
	return out // want `out conflicts with the write on line 17; .* can still run`
}

// One has one goroutine.
func One(k string) map[string]int {
	out := make(map[string]int)
	go func() {
		out[k] = len(k)
	}()
	return out // want `out conflicts with the write on line 27; .* can still run`
}

func fill(mu *sync.Mutex, out map[string]int, k string) {
	mu.Lock()
	defer mu.Unlock()
	out[k] = len(k)
}

// Named has results with names.
func Named(keys []string) (out map[string]int, err error) {
	var mu sync.Mutex
	out = map[string]int{}
	for _, k := range keys {
		go fill(&mu, out, k)
	}
	return out, nil // want `return of the map conflicts with the write on line 35; the goroutine started on line 43 can still run`
}

// Locked holds the lock when it returns, and no longer.
func Locked(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	for _, k := range keys {
		go fill(&mu, out, k)
	}
	mu.Lock()
	defer mu.Unlock()
	return out // want `return of the map conflicts with the write on line 35; the goroutine started on line 53 can still run`
}

// Counted raises the counter of a WaitGroup and does not wait.
func Counted(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fill(&mu, out, k)
		}()
	}
	return out // want `return of out conflicts with the write on line 35; the goroutine started on line 67 can still run`
}

// Timed gives up after a second.
func Timed(keys []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	done := make(chan struct{})
	go func() {
		for _, k := range keys {
			fill(&mu, out, k)
		}
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
	return out // want `return of out conflicts with the write on line 35; the goroutine started on line 80 can still run`
}
