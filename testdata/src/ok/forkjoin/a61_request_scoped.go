// A61: a request-scoped map in an HTTP handler.
//
// Safe because the locals of a handler, as well as r.Header, r.Form and
// w.Header(), belong to one request, which one goroutine serves.
//
// Naive mistake: to know that handlers run concurrently and therefore to report
// each map that a handler writes.
package forkjoin

import (
	"fmt"
	"net/http"
	"sync"
)

// pageHandler has no shared map at all.
type pageHandler struct {
	title string
}

// ServeHTTP runs in one goroutine per request.
func (h *pageHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data := map[string]any{"path": r.URL.Path}
	data["user"] = r.Header.Get("U")
	data["title"] = h.title
	w.Header().Set("Content-Type", "text/plain")
	w.Header()["X-Page"] = []string{h.title}
	renderPage(w, data)
}

func renderPage(w http.ResponseWriter, data map[string]any) {
	delete(data, "secret")
	for k, v := range data {
		fmt.Fprintln(w, k, v)
	}
}

// formHandler writes the header and the form of the request.
func formHandler(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Form["seen"] = []string{"yes"}
	r.Header["X-Seen"] = []string{"yes"}
	delete(r.Header, "Cookie")
	fmt.Fprintln(w, len(r.Form), len(r.Header))
}

// requestState is made per request and used through methods.
type requestState struct{ vars map[string]string }

func (s *requestState) set(k, v string) { s.vars[k] = v }

// fanOutHandler starts goroutines for the request and waits for them.
func fanOutHandler(w http.ResponseWriter, r *http.Request) {
	st := &requestState{vars: map[string]string{}}
	st.set("path", r.URL.Path)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, part := range []string{"head", "body"} {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			st.set(part, "done")
		})
	}
	wg.Wait()
	st.set("end", "1")
	fmt.Fprintln(w, len(st.vars))
}

// logLater gives the goroutine that outlives the request a copy of the header.
func logLater(w http.ResponseWriter, r *http.Request) {
	h := r.Header.Clone()
	go func() {
		h["X-Logged"] = []string{"yes"}
		_ = len(h)
	}()
	r.Header["X-Handled"] = []string{"yes"}
	w.WriteHeader(http.StatusNoContent)
}

// UseA61 starts a server with these handlers.
func UseA61() *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/", &pageHandler{title: "start"})
	mux.HandleFunc("/form", formHandler)
	mux.HandleFunc("/fan", fanOutHandler)
	mux.HandleFunc("/log", logLater)
	mux.HandleFunc("/literal", func(w http.ResponseWriter, r *http.Request) {
		counts := map[string]int{}
		for k := range r.Header {
			counts[k]++
		}
		fmt.Fprintln(w, len(counts))
	})
	srv := &http.Server{Addr: "127.0.0.1:0", Handler: mux}
	go srv.ListenAndServe()
	return srv
}
