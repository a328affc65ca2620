// A09: main builds everything, starts its servers and blocks.
//
// Safe because all writes come before the go statements, and after these main
// does nothing but wait.
//
// Naive mistake: to report the writes of the set-up phase against the handlers
// which the server runs concurrently.
package publish

import (
	"net/http"
	"time"
)

// routeMux dispatches by a plain map which is complete before it serves.
type routeMux struct {
	routes map[string]http.Handler
	hosts  map[string]bool
}

func (m *routeMux) handle(path string, h http.Handler) { m.routes[path] = h }

// ServeHTTP runs in many goroutines at once.
func (m *routeMux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(m.hosts) > 0 && !m.hosts[r.Host] {
		http.Error(w, "host", http.StatusForbidden)
		return
	}
	h, ok := m.routes[r.URL.Path]
	if !ok {
		h = http.NotFoundHandler()
	}
	h.ServeHTTP(w, r)
}

var serveStarted = map[string]time.Time{}

// MainA09 is the main function of such a program.
func MainA09() {
	mux := &routeMux{routes: map[string]http.Handler{}, hosts: map[string]bool{}}
	mux.handle("/", http.NotFoundHandler())
	mux.hosts["localhost"] = true
	serveStarted["public"] = time.Now()
	mux.handle("/uptime", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(time.Since(serveStarted["public"]).String()))
	}))

	go http.ListenAndServe("localhost:8080", mux)
	go func() {
		for {
			time.Sleep(time.Minute)
			_ = len(mux.routes)
		}
	}()
	select {}
}
