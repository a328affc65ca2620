// Package middleware lets out functions that are called on many goroutines at once
// and that lock, or have a map for each request.
package middleware

import (
	"context"
	"io"
	"net"
	"net/http"
	"sort"
	"sync"
)

// Limit locks the map that all requests have.
func Limit(most int) func(next http.Handler) http.Handler {
	var mu sync.Mutex
	seen := map[string]int{}
	seen["localhost"] = -1 // before any request
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			seen[r.RemoteAddr]++
			many := seen[r.RemoteAddr] > most
			mu.Unlock()
			if many {
				http.Error(w, "too many", http.StatusTooManyRequests)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Trace makes a map and a handler for each request.
func Trace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		spans := map[string]int{}
		var inner http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			spans[r.URL.Path]++
			next.ServeHTTP(w, r)
		})
		inner = http.MaxBytesHandler(inner, 1<<20)
		inner.ServeHTTP(w, r)
	})
}

// counted wraps a handler for one request: only Proxy calls it.
func counted(seen map[string]int) http.Handler {
	own := map[string]bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path]++
		own[r.URL.Path] = true
	})
}

// Proxy serves one request.
type Proxy struct{}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	counted(map[string]int{}).ServeHTTP(w, r)
}

// Table is filled before it serves, and only read then.
func Table(names []string) http.HandlerFunc {
	known := map[string]bool{}
	for _, n := range names {
		known[n] = true
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if !known[r.URL.Path] {
			http.NotFound(w, r)
		}
	}
}

// Sorted calls back on its own goroutine, before it returns.
func Sorted(names []string) map[string]int {
	compared := map[string]int{}
	sort.Slice(names, func(i, j int) bool {
		compared[names[i]]++
		return names[i] < names[j]
	})
	return compared
}

// once calls a handler itself, for what it writes.
func once(h http.HandlerFunc, w http.ResponseWriter, r *http.Request) { h(w, r) }

// Render calls one handler, one time.
func Render(w http.ResponseWriter) map[string]bool {
	done := map[string]bool{}
	once(func(w http.ResponseWriter, r *http.Request) { done["page"] = true }, w, &http.Request{})
	return done
}

// Redirects has a client for the call at hand, which asks one after the other.
func Redirects(url string) (map[string]bool, error) {
	via := map[string]bool{}
	c := http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		via[r.URL.Host] = true
		return nil
	}}
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return via, err
}

// Server locks in its callbacks. BaseContext is called once.
type Server struct {
	http.Server
	mu     sync.Mutex
	open   map[net.Conn]bool
	starts map[string]int
}

// NewServer sets them.
func NewServer() *Server {
	s := &Server{open: map[net.Conn]bool{}, starts: map[string]int{}}
	s.ConnState = s.state
	s.BaseContext = func(l net.Listener) context.Context {
		s.starts[l.Addr().String()]++
		return context.Background()
	}
	return s
}

func (s *Server) state(c net.Conn, st http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st == http.StateClosed {
		delete(s.open, c)
	} else {
		s.open[c] = true
	}
}

// Shelf is used by goroutines that a handler starts, one for each request.
type Shelf struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *Shelf) take(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, k)
}

// Routes registers a handler whose goroutines lock what all have, and share what is
// the request's own.
func (s *Shelf) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/order", func(w http.ResponseWriter, r *http.Request) {
		found := map[string]bool{}
		done := make(chan bool)
		go func() {
			s.take(r.URL.Path)
			found[r.URL.Path] = true
			close(done)
		}()
		<-done
		found["done"] = true
	})
}

// ServeHTTP drops everything on goroutines that it waits for, with the lock held.
func (s *Shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var wg sync.WaitGroup
	wg.Go(func() { clear(s.items) })
	wg.Wait()
}

// Router is filled when its handler is there, and before that is served.
type Router struct {
	routes  map[string]http.Handler
	handler http.Handler
}

// NewRouter stores the handler.
func NewRouter() *Router {
	rt := &Router{routes: map[string]http.Handler{}}
	rt.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := rt.routes[r.URL.Path]; ok {
			h.ServeHTTP(w, r)
		}
	})
	return rt
}

// Add is called before the router serves.
func (rt *Router) Add(path string, h http.Handler) { rt.routes[path] = h }
