// Package b53 holds idiom B53, an http.Handler with a map field: the server
// calls ServeHTTP on a goroutine per connection.
//
// Category: write-write
package b53

import (
	"net"
	"net/http"
	"sync"
)

type notes struct {
	byPath map[string][]string
}

func (n *notes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.byPath[r.URL.Path] = append(n.byPath[r.URL.Path], r.Method) // want `write to n.byPath conflicts with`
}

// Serve serves notes.
func Serve(l net.Listener) error {
	return http.Serve(l, &notes{byPath: map[string][]string{}})
}

// ServeMux serves a closure over a map.
func ServeMux(l net.Listener) error {
	seen := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("/seen", func(w http.ResponseWriter, r *http.Request) {
		seen[r.RemoteAddr]++ // want `write to seen conflicts with`
	})
	return http.Serve(l, mux)
}

type notesFixed struct {
	mu     sync.Mutex
	byPath map[string][]string
}

func (n *notesFixed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.byPath[r.URL.Path] = append(n.byPath[r.URL.Path], r.Method)
}

// ServeFixed serves notes.
func ServeFixed(l net.Listener) error {
	return http.Serve(l, &notesFixed{byPath: map[string][]string{}})
}

// ServeMuxFixed serves a closure over a map and its mutex.
func ServeMuxFixed(l net.Listener) error {
	var mu sync.Mutex
	seen := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("/seen", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen[r.RemoteAddr]++
		mu.Unlock()
	})
	return http.Serve(l, mux)
}
