// Package b15 holds idiom B15, the error path prints the map after the unlock:
// fmt walks the map while another goroutine writes it.
//
// Category: range-write
package b15

import (
	"fmt"
	"sync"
)

type loader struct {
	mu    sync.Mutex
	tgids map[string]int
}

func (l *loader) start(id string, tgid int) {
	l.mu.Lock()
	l.tgids[id] = tgid
	l.mu.Unlock()
}

func (l *loader) wait(id string) (int, error) {
	l.mu.Lock()
	tgid, ok := l.tgids[id]
	l.mu.Unlock()
	if !ok {
		return 0, fmt.Errorf("no container %q in %v", id, l.tgids) // want `l\.tgids without l\.mu conflicts with the write`
	}
	return tgid, nil
}

// Run waits for an unknown container while another one starts.
func Run() {
	l := &loader{tgids: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.start("b", 2)
	}()
	l.wait("c")
	<-done
}

type loaderFixed struct {
	mu    sync.Mutex
	tgids map[string]int
}

func (l *loaderFixed) start(id string, tgid int) {
	l.mu.Lock()
	l.tgids[id] = tgid
	l.mu.Unlock()
}

func (l *loaderFixed) wait(id string) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	tgid, ok := l.tgids[id]
	if !ok {
		return 0, fmt.Errorf("no container %q in %v", id, l.tgids)
	}
	return tgid, nil
}

// RunFixed formats under the lock.
func RunFixed() {
	l := &loaderFixed{tgids: map[string]int{"a": 1}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.start("b", 2)
	}()
	l.wait("c")
	<-done
}
