// Package b55 holds idiom B55, a map field that is made lazily: two goroutines
// make two maps, and what was put into the first one is lost.
//
// Category: write-write
package b55

import (
	"sync"
	"time"
)

type report struct {
	latency map[int]time.Duration
}

func (r *report) add(id int, d time.Duration) {
	if r.latency == nil {
		r.latency = map[int]time.Duration{} // want `replacement of r.latency conflicts with`
	}
	r.latency[id] = d
}

// Run adds from several goroutines.
func Run() {
	r := new(report)
	var wg sync.WaitGroup
	for id := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.add(id, time.Second)
		}()
	}
	wg.Wait()
}

type reportFixed struct {
	mu      sync.Mutex
	latency map[int]time.Duration
}

func (r *reportFixed) add(id int, d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.latency == nil {
		r.latency = map[int]time.Duration{}
	}
	r.latency[id] = d
}

// RunFixed adds under the lock.
func RunFixed() {
	r := new(reportFixed)
	var wg sync.WaitGroup
	for id := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.add(id, time.Second)
		}()
	}
	wg.Wait()
}
