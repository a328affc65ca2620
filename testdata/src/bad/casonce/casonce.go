// Package casonce compares and swaps, but on the wrong side, or to other values.
package casonce

import "sync/atomic"

type stream struct {
	started atomic.Bool
	state   int32
	late    map[string]int
	steps   map[int]string
}

// start does what follows each time but the first.
func (s *stream) start(k string) {
	if s.started.CompareAndSwap(false, true) {
		return
	}
	s.late[k]++ // want `write to s.late conflicts with`
}

func (s *stream) open() {
	if atomic.CompareAndSwapInt32(&s.state, 0, 1) {
		s.steps[1] = "open" // want `write to s.steps conflicts with`
	}
}

func (s *stream) close() {
	if atomic.CompareAndSwapInt32(&s.state, 1, 2) {
		s.steps[2] = "closed"
	}
}

// Run uses a stream.
func Run(keys []string) {
	s := &stream{late: map[string]int{}, steps: map[int]string{}}
	for _, k := range keys {
		go s.start(k)
	}
	go s.open()
	go s.close()
}
