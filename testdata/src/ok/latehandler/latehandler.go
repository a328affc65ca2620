// Package latehandler holds handlers whose goroutines change headers of their own, or
// end before the handler; and requests that are sent, which are given away.
package latehandler

import (
	"maps"
	"net/http"
	"sync"
)

type event struct{ headers http.Header }

type hook struct{ send chan event }

// Clone gives the goroutine headers of its own.
func (h *hook) Clone(w http.ResponseWriter, r *http.Request) {
	own := r.Header.Clone()
	go func() {
		own.Del("Authorization")
		h.send <- event{own}
	}()
}

// Inside makes them on the goroutine.
func (h *hook) Inside(w http.ResponseWriter, r *http.Request) {
	e := &event{headers: r.Header}
	go func() {
		headers := maps.Clone(e.headers)
		headers.Del("Authorization")
		e.headers = headers
		h.send <- *e
	}()
}

// Wait waits for the goroutine.
func (h *hook) Wait(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		r.Header.Del("Authorization")
	}()
	wg.Wait()
}

// Done waits for what a function starts for it.
func (h *hook) Done(w http.ResponseWriter, r *http.Request) {
	done := make(chan bool)
	later(func() {
		go func() {
			r.Header.Del("Authorization")
			close(done)
		}()
	})
	<-done
}

var later func(func())

// Direct changes them in the handler.
func (h *hook) Direct(w http.ResponseWriter, r *http.Request) {
	r.Header.Set("X-Seen", "yes")
	go func() { h.send <- event{} }()
}

// Send is given a request to send, and has it for itself.
func (h *hook) Send(r *http.Request) {
	go func() {
		r.Header.Set("X-Hook", "yes")
		if resp, err := http.DefaultClient.Do(r); err == nil {
			resp.Body.Close()
		}
	}()
}

// Hook makes the type known.
func Hook() *hook { return &hook{send: make(chan event)} }
