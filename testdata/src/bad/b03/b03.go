// Package b03 holds idiom B03, range while another goroutine writes: the
// writer takes the lock, the loop over the map does not.
//
// Category: range-write
package b03

import "sync"

type discovery struct {
	mu     sync.RWMutex
	stamps map[string]int64
}

func (d *discovery) touch(file string, t int64) {
	d.mu.Lock()
	d.stamps[file] = t
	d.mu.Unlock()
}

func (d *discovery) collect() (newest int64) {
	for _, t := range d.stamps { // want `range over d.stamps without d\.mu conflicts with the write`
		newest = max(newest, t)
	}
	return newest
}

// Run collects while the watcher goroutine touches files.
func Run() int64 {
	d := &discovery{stamps: map[string]int64{"a": 1}}
	done := make(chan struct{})
	go func() {
		d.touch("b", 2)
		d.touch("c", 3)
		close(done)
	}()
	n := d.collect()
	<-done
	return n
}

type discoveryFixed struct {
	mu     sync.RWMutex
	stamps map[string]int64
}

func (d *discoveryFixed) touch(file string, t int64) {
	d.mu.Lock()
	d.stamps[file] = t
	d.mu.Unlock()
}

func (d *discoveryFixed) collect() (newest int64) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, t := range d.stamps {
		newest = max(newest, t)
	}
	return newest
}

// RunFixed collects under the read lock.
func RunFixed() int64 {
	d := &discoveryFixed{stamps: map[string]int64{"a": 1}}
	done := make(chan struct{})
	go func() {
		d.touch("b", 2)
		d.touch("c", 3)
		close(done)
	}()
	n := d.collect()
	<-done
	return n
}
