// Package b08 holds idiom B08, write under RLock: the read lock admits any
// number of holders, so two writers or a writer and a reader meet in the map.
//
// Category: rlock-write
package b08

import "sync"

type dispatch struct{ id string }

type room struct {
	mu         sync.RWMutex
	dispatches map[string]*dispatch
}

func (r *room) add(d *dispatch) {
	r.mu.RLock()
	r.dispatches[d.id] = d // want `write to r.dispatches while r.mu is only read-locked`
	r.mu.RUnlock()
}

func (r *room) remove(id string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	delete(r.dispatches, id) // want `delete from r.dispatches while r.mu is only read-locked`
}

func (r *room) find(id string) *dispatch {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.dispatches[id]
}

// Run adds and removes from several goroutines.
func Run() {
	r := &room{dispatches: map[string]*dispatch{}}
	var wg sync.WaitGroup
	for _, id := range []string{"a", "b", "c"} {
		wg.Go(func() {
			r.add(&dispatch{id: id})
			r.find(id)
			r.remove(id)
		})
	}
	wg.Wait()
}

type roomFixed struct {
	mu         sync.RWMutex
	dispatches map[string]*dispatch
}

func (r *roomFixed) add(d *dispatch) {
	r.mu.Lock()
	r.dispatches[d.id] = d
	r.mu.Unlock()
}

func (r *roomFixed) remove(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.dispatches, id)
}

func (r *roomFixed) find(id string) *dispatch {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.dispatches[id]
}

// RunFixed is Run with write locks where something is written.
func RunFixed() {
	r := &roomFixed{dispatches: map[string]*dispatch{}}
	var wg sync.WaitGroup
	for _, id := range []string{"a", "b", "c"} {
		wg.Go(func() {
			r.add(&dispatch{id: id})
			r.find(id)
			r.remove(id)
		})
	}
	wg.Wait()
}
