// Package b65 holds idiom B65, flag bits that are not atomic: |= and &^= read,
// change and write a word that others use, so a bit gets lost or is never seen.
//
// Category: mixed-atomic
package b65

import (
	"sync"
	"sync/atomic"
)

const (
	writing = 1 << iota
	growing
)

type table struct {
	flags uint8
}

func (t *table) put(store func()) {
	t.flags |= writing // want `write to flag t\.flags conflicts with the read on line 27; the goroutine started on line 33 runs at the same time`
	store()
	t.flags &^= writing
}

func (t *table) busy() bool { return t.flags&writing != 0 }

// Run asks for the state during a write.
func Run() bool {
	t := new(table)
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.put(func() {})
	}()
	b := t.busy()
	<-done
	return b
}

type tableFixed struct {
	flags atomic.Uint32
}

func (t *tableFixed) put(store func()) {
	t.flags.Or(writing)
	store()
	t.flags.And(^uint32(writing))
}

func (t *tableFixed) busy() bool { return t.flags.Load()&writing != 0 }

// RunFixed asks for the state during a write.
func RunFixed() bool {
	t := new(tableFixed)
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.put(func() {})
	}()
	b := t.busy()
	<-done
	return b
}

type tableLockedOK struct {
	mu    sync.Mutex
	flags uint8
}

func (t *tableLockedOK) put() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flags |= growing
	t.flags &^= growing
}

func (t *tableLockedOK) busy() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.flags != 0
}

// RunLockedOK has the flags under a mutex.
func RunLockedOK() bool {
	t := new(tableLockedOK)
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.put()
	}()
	b := t.busy()
	<-done
	return b
}
