// Package latehandler holds handlers that leave a goroutine behind which changes the
// headers of the request: the server and what logs requests have them too.
//
// Category: frozen-write
package latehandler

import "net/http"

type event struct {
	headers http.Header
	method  string
}

type hook struct{ send chan event }

// Serve leaves the goroutine behind.
func (h *hook) Serve(w http.ResponseWriter, r *http.Request) {
	go func() {
		r.Header.Del("Authorization") // want `delete from r\.Header in place conflicts with uses by the caller of the handler; the goroutine started on line 18 may outlive the handler, and both have the map of the http\.Request`
		h.send <- event{r.Header, r.Method}
	}()
}

// After is one of several callers of run.
func (h *hook) After(_ http.ResponseWriter, r *http.Request, name string) error {
	return within(name, func() error { return h.run(&event{headers: r.Header, method: r.Method}) })
}

// Before is another one.
func (h *hook) Before(_ http.ResponseWriter, r *http.Request) error {
	return h.run(&event{headers: r.Header})
}

// run strips the headers on its goroutine.
func (h *hook) run(e *event) error {
	work := func() {
		strip(e)
		h.send <- *e
	}
	go work()
	return nil
}

func strip(e *event) {
	for k := range e.headers {
		if k != "Accept" {
			e.headers.Del(k) // want `delete from e\.headers in place conflicts with uses by the caller of the handler; the goroutine started on line 40 may outlive the handler, and both have the map of the http\.Request`
		}
	}
}

var within func(name string, f func() error) error

// Hook makes the type known.
func Hook() *hook { return &hook{send: make(chan event)} }
