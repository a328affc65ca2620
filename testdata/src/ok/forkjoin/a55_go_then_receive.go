// A55: go func(){...}(), then wait for the goroutine by a channel.
//
// Safe because the close, or send, in the goroutine is synchronized before the
// receive in the parent, which touches the map only afterwards.
//
// Naive mistake: to know WaitGroup as the only join, or to overlook the close
// in a defer.
package forkjoin

import (
	"errors"
	"time"
)

// joinByClose closes in a defer.
func joinByClose() map[string]int {
	m := map[string]int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		m["a"] = 1
	}()
	<-done
	m["b"] = 2
	return m
}

// joinBySend sends the error as the last action.
func joinBySend(k string) (int, error) {
	m := map[string]int{}
	errc := make(chan error, 1)
	go func() {
		if k == "" {
			errc <- errors.New("empty key")
			return
		}
		m[k] = 1
		errc <- nil
	}()
	if err := <-errc; err != nil {
		return 0, err
	}
	return m[k], nil
}

// joinBySelect uses the map only if the goroutine has ended in time.
func joinBySelect(d time.Duration) int {
	m := map[string]int{}
	done := make(chan struct{})
	go func() {
		m["a"] = 1
		close(done)
	}()
	select {
	case <-done:
		return len(m)
	case <-time.After(d):
		return -1
	}
}

// joinedTask joins in another method.
type joinedTask struct {
	res  map[string]int
	done chan struct{}
}

func startJoinedTask(keys []string) *joinedTask {
	t := &joinedTask{res: map[string]int{}, done: make(chan struct{})}
	go t.run(keys)
	return t
}

func (t *joinedTask) run(keys []string) {
	defer close(t.done)
	for i, k := range keys {
		t.res[k] = i
	}
}

func (t *joinedTask) wait() map[string]int {
	<-t.done
	return t.res
}

// joinTwo waits for two goroutines, each with its own map, by two receives.
func joinTwo() int {
	a, b := map[string]int{}, map[string]int{}
	done := make(chan bool)
	go func() {
		a["a"] = 1
		done <- true
	}()
	go func() {
		b["b"] = 1
		done <- true
	}()
	<-done
	<-done
	return len(a) + len(b)
}

// joinByDrain ends when the goroutine closes the channel it fills.
func joinByDrain(keys []string) int {
	index := map[string]int{}
	out := make(chan string)
	go func() {
		defer close(out)
		for i, k := range keys {
			index[k] = i
			out <- k
		}
	}()
	n := 0
	for range out {
		n++
	}
	return n + len(index)
}

// UseA55 runs the variants.
func UseA55() int {
	t := startJoinedTask([]string{"a", "b"})
	n := len(joinByClose()) + joinBySelect(time.Second) + joinTwo()
	k, _ := joinBySend("k")
	n += k + joinByDrain([]string{"x", "y"})
	res := t.wait()
	res["parent"] = 1
	return n + len(res)
}
