// Package b20 holds idiom B20, a deferred Unlock in a loop and an Unlock that
// is skipped: the next Lock blocks for ever. That is a deadlock and no race, so
// nothing is reported here.
//
// Category: none
package b20

import (
	"errors"
	"sync"
)

type store struct {
	mu sync.Mutex
	m  map[string]bool
}

func (s *store) all(keys []string) {
	for _, k := range keys {
		s.mu.Lock()
		defer s.mu.Unlock() // the second iteration deadlocks
		s.m[k] = true
	}
}

func (s *store) add(k string) error {
	s.mu.Lock()
	if s.m[k] {
		return errors.New("duplicate") // the lock stays taken
	}
	s.m[k] = true
	s.mu.Unlock()
	return nil
}

// Run sets one key at a time, which happens to work.
func Run() {
	s := &store{m: map[string]bool{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.all([]string{"a"})
	}()
	s.add("b")
	<-done
}

type storeFixed struct {
	mu sync.Mutex
	m  map[string]bool
}

func (s *storeFixed) all(keys []string) {
	for _, k := range keys {
		func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.m[k] = true
		}()
	}
}

func (s *storeFixed) add(k string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m[k] {
		return errors.New("duplicate")
	}
	s.m[k] = true
	return nil
}

// RunFixed has a critical section per iteration.
func RunFixed() {
	s := &storeFixed{m: map[string]bool{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.all([]string{"a", "b"})
	}()
	s.add("b")
	<-done
}
