// Package refresh has tables that a goroutine changes from time to time: under
// a lock, by putting a new one in place of the old, or for itself alone; and one
// that a goroutine fills once.
package refresh

import (
	"sync"
	"sync/atomic"
	"time"
)

var (
	mu    sync.RWMutex
	rates = map[string]float64{}
	names atomic.Pointer[map[string]string]
	seen  = map[string]int{}
	codes = map[string]int{}
	own   = map[string]int{}
	ready = make(chan struct{})
)

// Start starts all.
func Start() {
	go func() {
		for range time.Tick(time.Minute) {
			mu.Lock()
			rates["EUR"]++
			mu.Unlock()
			next := map[string]string{"EUR": "euro"}
			names.Store(&next)
			note("EUR")
		}
	}()
	go func() {
		for _, k := range []string{"a", "b"} {
			codes[k] = len(k)
		}
		close(ready)
	}()
}

// Rate locks.
func Rate(name string) float64 {
	mu.RLock()
	defer mu.RUnlock()
	return rates[name]
}

// Name reads a table that nobody changes.
func Name(code string) string { return (*names.Load())[code] }

func note(k string) { seen[k]++ }

// Code waits until the table is there.
func Code(k string) int {
	<-ready
	return codes[k]
}

// traced runs what it is given on a goroutine, where the table is all its own.
func traced(f func()) {
	go func() {
		println("start")
		f()
	}()
}

// Trace starts it.
func Trace() {
	traced(func() {
		for range time.Tick(time.Second) {
			own["n"] = own["n"] + len(own)
		}
	})
}
