// Package casonce does things once, by comparing and swapping a flag.
package casonce

import "sync/atomic"

type stream struct {
	ended    atomic.Bool
	failed   atomic.Bool
	state    int32
	trailers map[string]string
	counts   map[string]int
	errs     map[string]error
}

// finish is called by whoever notices the end.
func (s *stream) finish(trailers map[string]string) {
	if s.ended.Load() || !s.ended.CompareAndSwap(false, true) {
		return
	}
	s.trailers = trailers
}

func (s *stream) fail(err error) {
	if s.failed.Swap(true) {
		return
	}
	s.errs["first"] = err
}

func (s *stream) count(k string) {
	if atomic.CompareAndSwapInt32(&s.state, 0, 1) {
		s.counts[k]++
	}
}

// Run notices the end on two goroutines.
func Run(errs <-chan error) {
	s := &stream{errs: map[string]error{}, counts: map[string]int{}}
	go s.finish(map[string]string{"a": "b"})
	go s.finish(nil)
	for err := range errs {
		go s.fail(err)
		go s.count(err.Error())
	}
}
