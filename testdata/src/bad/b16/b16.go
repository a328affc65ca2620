// Package b16 holds idiom B16, different locks in different methods: every
// access is locked, but no lock is common to the reader and the writer.
//
// Category: range-write
package b16

import "sync"

type index struct {
	sync.Mutex
	tombMu sync.Mutex
	tombs  map[int]bool
}

func (x *index) deny() (ids []int) {
	x.Lock()
	defer x.Unlock()
	for id := range x.tombs {
		ids = append(ids, id)
	}
	return ids
}

func (x *index) add(id int) {
	x.tombMu.Lock()
	x.tombs[id] = true // want `write to x.tombs conflicts with the range`
	x.tombMu.Unlock()
}

// Run adds a tombstone while the list is built.
func Run() {
	x := &index{tombs: map[int]bool{1: true}}
	done := make(chan struct{})
	go func() {
		x.add(2)
		close(done)
	}()
	x.deny()
	<-done
}

type indexFixed struct {
	sync.Mutex
	tombMu sync.Mutex
	tombs  map[int]bool
}

func (x *indexFixed) deny() (ids []int) {
	x.tombMu.Lock()
	defer x.tombMu.Unlock()
	for id := range x.tombs {
		ids = append(ids, id)
	}
	return ids
}

func (x *indexFixed) add(id int) {
	x.tombMu.Lock()
	x.tombs[id] = true
	x.tombMu.Unlock()
}

// RunFixed takes the same lock on both sides.
func RunFixed() {
	x := &indexFixed{tombs: map[int]bool{1: true}}
	done := make(chan struct{})
	go func() {
		x.add(2)
		close(done)
	}()
	x.deny()
	<-done
}
