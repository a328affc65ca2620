// Package b66 holds idiom B66, atomic and plain access mixed on one word: an
// atomic add orders nothing for a reader that reads plainly.
//
// Category: mixed-atomic
package b66

import (
	"sync"
	"sync/atomic"
)

type stats struct {
	n uint32
}

func (s *stats) add() { atomic.AddUint32(&s.n, 1) }

func (s *stats) ready() bool {
	return s.n > 0 // want `plain read of s\.n conflicts with the atomic write on line 16; the goroutine started on line 26 runs at the same time`
}

// Run asks while another goroutine adds.
func Run() bool {
	s := new(stats)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.add()
	}()
	ok := s.ready()
	<-done
	return ok
}

type statsFixed struct {
	n atomic.Uint32
}

func (s *statsFixed) add() { s.n.Add(1) }

func (s *statsFixed) ready() bool { return s.n.Load() > 0 }

// RunFixed asks while another goroutine adds.
func RunFixed() bool {
	s := new(statsFixed)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.add()
	}()
	ok := s.ready()
	<-done
	return ok
}

// statsJoinedOK is read plainly only after the join.
type statsJoinedOK struct {
	n uint32
}

// RunJoinedOK adds in two goroutines and reads when both are done.
func RunJoinedOK() uint32 {
	s := new(statsJoinedOK)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { atomic.AddUint32(&s.n, 1) })
	}
	wg.Wait()
	return s.n
}
