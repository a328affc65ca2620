// Package b19 holds idiom B19, a mutex local to the call: it never leaves the
// goroutine that locks it, so it protects nothing.
//
// Category: write-write
package b19

import (
	"net"
	"net/http"
	"sync"
)

var hits = map[string]int{}

func count(path string) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	hits[path]++ // want `write to hits is not synchronized with`
}

// Run counts from several goroutines.
func Run() {
	var wg sync.WaitGroup
	for _, p := range []string{"/", "/a", "/b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			count(p)
		}()
	}
	wg.Wait()
}

var views = map[string]int{}

// Serve counts in a handler, which the server runs once per connection.
func Serve(l net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		var mu sync.Mutex
		mu.Lock()
		defer mu.Unlock()
		views[r.URL.Path]++ // want `write to views is not synchronized with`
	})
	return http.Serve(l, mux)
}

var (
	hitsFixedMu sync.Mutex
	hitsFixed   = map[string]int{}
)

func countFixed(path string) {
	hitsFixedMu.Lock()
	defer hitsFixedMu.Unlock()
	hitsFixed[path]++
}

// RunFixed counts under a package-level mutex.
func RunFixed() {
	var wg sync.WaitGroup
	for _, p := range []string{"/", "/a", "/b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			countFixed(p)
		}()
	}
	wg.Wait()
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
