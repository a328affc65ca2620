// Package b48 holds idiom B48, url.Values in a shared object: Add and Get look
// like methods of a type that takes care of itself, but the type is a map.
//
// Category: read-write
package b48

import (
	"net/url"
	"sync"
)

type address struct {
	params url.Values
}

func (a *address) addParam(k, v string) {
	a.params.Add(k, v) // want `write to a.params conflicts with the read`
}

func (a *address) param(k string) string { return a.params.Get(k) }

// Run adds a parameter while another one is asked for.
func Run() string {
	a := &address{params: url.Values{"timeout": {"1s"}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.addParam("group", "x")
	}()
	s := a.param("timeout")
	<-done
	return s
}

type rlocked struct {
	mu     sync.RWMutex
	params url.Values
}

func (a *rlocked) addParam(k, v string) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	a.params.Add(k, v) // want `write to a.params while a.mu is only read-locked`
}

func (a *rlocked) param(k string) string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.params.Get(k)
}

// RunReadLock has the wrong half of the lock.
func RunReadLock() string {
	a := &rlocked{params: url.Values{"timeout": {"1s"}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.addParam("group", "x")
	}()
	s := a.param("timeout")
	<-done
	return s
}

type addressFixed struct {
	mu     sync.RWMutex
	params url.Values
}

func (a *addressFixed) addParam(k, v string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.params.Add(k, v)
}

func (a *addressFixed) param(k string) string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.params.Get(k)
}

// RunFixed adds under the write lock.
func RunFixed() string {
	a := &addressFixed{params: url.Values{"timeout": {"1s"}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.addParam("group", "x")
	}()
	s := a.param("timeout")
	<-done
	return s
}
