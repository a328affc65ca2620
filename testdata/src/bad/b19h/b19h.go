// Package b19h holds the other half of idiom B19, a mutex local to the call: the
// call is that of a handler.
//
// Category: write-write
package b19h

import (
	"net"
	"net/http"
	"sync"
)

var views = map[string]int{}

// Serve counts in a handler, which the server runs once per connection.
func Serve(l net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		var mu sync.Mutex
		mu.Lock()
		defer mu.Unlock()
		views[r.URL.Path]++ // want `write to views conflicts with`
	})
	return http.Serve(l, mux)
}

// ServeFixed has one mutex for all calls of the handler.
func ServeFixed(l net.Listener) error {
	var mu sync.Mutex
	seen := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen[r.URL.Path]++
	})
	return http.Serve(l, mux)
}
