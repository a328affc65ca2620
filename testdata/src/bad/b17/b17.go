// Package b17 holds idiom B17, one lock per wrapper and a shared inner map:
// each handler locks its own mutex, so two handlers of one event exclude
// nobody.
//
// Category: write-write
package b17

import "sync"

type event struct {
	annotations map[string]string
}

type auditHandler struct {
	mu sync.Mutex
	ev *event
}

func (h *auditHandler) log(k, v string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ev.annotations[k] = v // want `write to h.ev.annotations conflicts with`
}

// Run gives one event to a handler per goroutine.
func Run() {
	ev := &event{annotations: map[string]string{}}
	var wg sync.WaitGroup
	for _, k := range []string{"authn", "authz", "audit"} {
		h := &auditHandler{ev: ev}
		wg.Add(1)
		go func() {
			defer wg.Done()
			h.log(k, "ok")
		}()
	}
	wg.Wait()
}

type eventFixed struct {
	mu          sync.Mutex
	annotations map[string]string
}

func (e *eventFixed) annotate(k, v string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.annotations[k] = v
}

type auditHandlerFixed struct {
	ev *eventFixed
}

func (h *auditHandlerFixed) log(k, v string) { h.ev.annotate(k, v) }

// RunFixed has the lock beside the map.
func RunFixed() {
	ev := &eventFixed{annotations: map[string]string{}}
	var wg sync.WaitGroup
	for _, k := range []string{"authn", "authz", "audit"} {
		h := &auditHandlerFixed{ev: ev}
		wg.Add(1)
		go func() {
			defer wg.Done()
			h.log(k, "ok")
		}()
	}
	wg.Wait()
}
