// A56: each goroutine is joined before the next one starts.
//
// Safe because the loop waits for the goroutine in the same iteration, so that
// two of them never run at once.
//
// Naive mistake: to conclude from "go statement in a loop" that several
// instances of the literal run in parallel.
package forkjoin

import (
	"sync"
	"time"
)

// sequential makes a channel per turn.
func sequential(fs []func(map[string]int)) int {
	m := map[string]int{}
	for _, f := range fs {
		done := make(chan bool)
		go func() {
			f(m)
			done <- true
		}()
		<-done
		m["turns"]++
	}
	return len(m)
}

// sequentialWait waits with a WaitGroup in each turn.
func sequentialWait(keys []string) int {
	m := map[string]int{}
	for _, k := range keys {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			m[k]++
		}()
		wg.Wait()
	}
	return len(m)
}

// withTimeout gives each step some time and stops at the first that is late; it
// does not use the map any more in that case.
func withTimeout(steps []string, d time.Duration) (int, bool) {
	m := map[string]int{}
	for _, s := range steps {
		done := make(chan struct{})
		go func() {
			defer close(done)
			m[s]++
		}()
		select {
		case <-done:
		case <-time.After(d):
			return 0, false
		}
	}
	return len(m), true
}

// stepRunner runs one step at a time in a helper that joins.
type stepRunner struct{ seen map[string]int }

func (r *stepRunner) step(k string) {
	done := make(chan struct{})
	go func() {
		r.seen[k]++
		close(done)
	}()
	<-done
}

// UseA56 runs the variants.
func UseA56() int {
	n := sequential([]func(map[string]int){
		func(m map[string]int) { m["a"] = 1 },
		func(m map[string]int) { delete(m, "a") },
	})
	r := &stepRunner{seen: map[string]int{}}
	for _, k := range []string{"a", "b", "a"} {
		r.step(k)
	}
	r.seen["parent"] = 1
	t, _ := withTimeout([]string{"x", "y"}, time.Second)
	return n + sequentialWait([]string{"a", "b"}) + len(r.seen) + t
}
