// Package b18 holds idiom B18, the mutex is copied with the receiver: the value
// receiver locks a fresh mutex at each call, but all copies share the map.
//
// Category: shared-copy
package b18

import "sync"

type set struct {
	sync.Mutex
	m map[string]bool
}

func (s set) add(k string) {
	s.Lock()
	defer s.Unlock()
	s.m[k] = true // want `write to s.m conflicts with .*; add locks its own copy of s.Mutex, since its receiver is not a pointer`
}

// Run adds from several goroutines.
func Run() {
	s := &set{m: map[string]bool{}}
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.add(k)
		}()
	}
	wg.Wait()
}

type setFixed struct {
	sync.Mutex
	m map[string]bool
}

func (s *setFixed) add(k string) {
	s.Lock()
	defer s.Unlock()
	s.m[k] = true
}

// RunFixed has a pointer receiver.
func RunFixed() {
	s := &setFixed{m: map[string]bool{}}
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.add(k)
		}()
	}
	wg.Wait()
}

// refSetFixed may be copied: the copies share one mutex as well.
type refSetFixed struct {
	mu *sync.Mutex
	m  map[string]bool
}

func (s refSetFixed) add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = true
}

// RunRefFixed adds through copies that share the lock.
func RunRefFixed() {
	s := refSetFixed{mu: new(sync.Mutex), m: map[string]bool{}}
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.add(k)
		}()
	}
	wg.Wait()
}
