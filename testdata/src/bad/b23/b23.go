// Package b23 holds idiom B23, a map is read after a time-out or a quorum while
// late workers still write: the receive joins the first reply, not the rest.
//
// Category: range-write
package b23

import (
	"sync"
	"time"
)

type replica struct{ name string }

func (r replica) ask() string { return "answer of " + r.name }

// quorum returns when half of the replicas have answered.
func quorum(reps []replica) []string {
	res := map[string]string{}
	var mu sync.Mutex
	replied := make(chan struct{}, len(reps))
	for _, r := range reps {
		go func() {
			a := r.ask()
			mu.Lock()
			res[r.name] = a
			mu.Unlock()
			replied <- struct{}{}
		}()
	}
	for range len(reps)/2 + 1 {
		<-replied
	}
	out := make([]string, 0, len(res)) // want `len of res without mu conflicts with the write`
	for _, a := range res {            // want `range over res without mu conflicts with the write`
		out = append(out, a)
	}
	return out
}

// Run asks five replicas.
func Run() int {
	return len(quorum([]replica{{"a"}, {"b"}, {"c"}, {"d"}, {"e"}}))
}

// gather gives up after the time-out, the worker does not.
func gather(keys []string, timeout time.Duration) map[string]int {
	got := map[string]int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i, k := range keys {
			time.Sleep(time.Millisecond)
			got[k] = i // want `write to got conflicts with`
		}
	}()
	select {
	case <-done:
	case <-time.After(timeout):
		got["partial"] = 1
	}
	return got
}

// RunGather does not wait long enough.
func RunGather() int {
	got := gather([]string{"a", "b", "c", "d"}, time.Millisecond)
	return got["a"]
}

// quorumFixed locks for the final read too.
func quorumFixed(reps []replica) []string {
	res := map[string]string{}
	var mu sync.Mutex
	replied := make(chan struct{}, len(reps))
	for _, r := range reps {
		go func() {
			a := r.ask()
			mu.Lock()
			res[r.name] = a
			mu.Unlock()
			replied <- struct{}{}
		}()
	}
	for range len(reps)/2 + 1 {
		<-replied
	}
	mu.Lock()
	defer mu.Unlock()
	out := make([]string, 0, len(res))
	for _, a := range res {
		out = append(out, a)
	}
	return out
}

// RunFixed asks five replicas.
func RunFixed() int {
	return len(quorumFixed([]replica{{"a"}, {"b"}, {"c"}, {"d"}, {"e"}}))
}

// gatherFixed returns the map only when the worker is done with it.
func gatherFixed(keys []string, timeout time.Duration) map[string]int {
	got := map[string]int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i, k := range keys {
			time.Sleep(time.Millisecond)
			got[k] = i
		}
	}()
	select {
	case <-done:
		return got
	case <-time.After(timeout):
		return map[string]int{"partial": 1}
	}
}

// RunGatherFixed gets a map of its own after the time-out.
func RunGatherFixed() int {
	got := gatherFixed([]string{"a", "b", "c", "d"}, time.Millisecond)
	return got["a"]
}
