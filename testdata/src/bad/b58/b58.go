// Package b58 holds idiom B58, a debug dump with recover: the runtime's report
// is a fatal error and no panic, so recover does not keep the process alive.
//
// Category: range-write
package b58

import (
	"fmt"
	"io"
	"sync"
)

type daemon struct {
	mu         sync.Mutex
	containers map[string]string
}

func (d *daemon) start(id, image string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.containers[id] = image
}

func dump(w io.Writer, d *daemon) {
	defer func() { recover() }()
	fmt.Fprintf(w, "%+v\n", d) // want `d.* without d\.mu conflicts with the write`
}

func images(d *daemon) (list []string) {
	defer func() {
		if r := recover(); r != nil {
			list = nil
		}
	}()
	for _, image := range d.containers { // want `range over d.containers without d\.mu conflicts with the write`
		list = append(list, image)
	}
	return list
}

// Run dumps while a container starts.
func Run() {
	d := &daemon{containers: map[string]string{"a": "x"}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.start("b", "y")
	}()
	dump(io.Discard, d)
	images(d)
	<-done
}

func dumpFixed(w io.Writer, d *daemonFixed) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fmt.Fprintf(w, "%+v\n", d.containers)
}

type daemonFixed struct {
	mu         sync.Mutex
	containers map[string]string
}

func (d *daemonFixed) start(id, image string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.containers[id] = image
}

// RunFixed dumps under the lock.
func RunFixed() {
	d := &daemonFixed{containers: map[string]string{"a": "x"}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.start("b", "y")
	}()
	dumpFixed(io.Discard, d)
	<-done
}
