// Package middleware lets out functions of types whose contract is that they are
// called on many goroutines at once, without registering them with a server.
//
// Category: write-write
package middleware

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"sync"
)

// Count returns a handler as the named type.
func Count() http.HandlerFunc {
	seen := map[string]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path]++ // want `write to seen conflicts with .*; the request handler`
	}
}

// Bare returns one as a function of that signature.
func Bare() func(w http.ResponseWriter, r *http.Request) {
	seen := map[string]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path]++ // want `write to seen conflicts with .*; the request handler`
	}
}

// Limit is middleware with a captured map.
func Limit(most int) func(next http.Handler) http.Handler {
	seen := map[string]int{}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen[r.RemoteAddr]++ // want `write to seen conflicts with .*; the request handler`
			if seen[r.RemoteAddr] > most {
				http.Error(w, "too many", http.StatusTooManyRequests)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Stats is middleware with a map of its own.
type Stats struct{ hits map[string]int }

// Wrap counts.
func (s *Stats) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.hits[r.URL.Path]++ // want `write to s\.hits conflicts with .*; the request handler`
		next.ServeHTTP(w, r)
	})
}

var total = map[string]int{}

// Total counts for all.
func Total() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		total[r.URL.Path]++ // want `write to total conflicts with .*; the request handler`
	}
}

// page is a kind of handler of our own, and API a table of them.
type page func(w http.ResponseWriter, r *http.Request) error

func (p page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := p(w, r); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// API holds handlers in a field and in a map.
type API struct {
	index page
	pages map[string]http.HandlerFunc
}

// NewAPI stores them.
func NewAPI() *API {
	visits, users := map[string]int{}, map[string]bool{}
	a := &API{pages: map[string]http.HandlerFunc{}}
	a.index = func(w http.ResponseWriter, r *http.Request) error {
		visits[r.URL.Path]++ // want `write to visits conflicts with .*; the request handler`
		return nil
	}
	a.pages["/login"] = func(w http.ResponseWriter, r *http.Request) {
		users[r.FormValue("user")] = true // want `write to users conflicts with .*; the request handler`
	}
	return a
}

// logged runs a handler in one of its own, which it returns.
func logged(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		slog.Info("request", "path", r.URL.Path)
		h(w, r)
	}
}

// Mux registers one that has been wrapped.
func Mux() *http.ServeMux {
	mux := http.NewServeMux()
	seen := map[string]bool{}
	mux.Handle("/", logged(func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path] = true // want `write to seen conflicts with`
	}))
	files := map[string]bool{}
	mux.Handle("/files/", http.StripPrefix("/files", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		files[r.URL.Path] = true // want `write to files conflicts with`
	})))
	return mux
}

// Server has callbacks in fields of other packages' structs.
type Server struct {
	http.Server
	open  map[net.Conn]bool
	proxy httputil.ReverseProxy
}

// NewServer sets a method and literals.
func NewServer() *Server {
	s := &Server{open: map[net.Conn]bool{}}
	s.ConnState = s.state
	peers, codes := map[string]int{}, map[int]int{}
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		peers[c.RemoteAddr().String()]++ // want `write to peers conflicts with .*; the connection callback`
		return ctx
	}
	s.proxy.ModifyResponse = func(r *http.Response) error {
		codes[r.StatusCode]++ // want `write to codes conflicts with .*; the proxy callback`
		return nil
	}
	return s
}

func (s *Server) state(c net.Conn, st http.ConnState) {
	s.open[c] = st == http.StateActive // want `write to s\.open conflicts with .*; the connection callback`
}

// transport is an http.RoundTripper.
type transport struct{ sent map[string]int }

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.sent[r.URL.Host]++ // want `write to t\.sent conflicts with .*; the HTTP transport`
	return http.DefaultTransport.RoundTrip(r)
}

// levels is a slog.Handler that counts.
type levels struct {
	slog.Handler
	n map[slog.Level]int
}

func (l *levels) Handle(ctx context.Context, r slog.Record) error {
	l.n[r.Level]++ // want `write to l\.n conflicts with .*; the log handler`
	return l.Handler.Handle(ctx, r)
}

// Shelf is used by goroutines that a handler starts, one for each request.
type Shelf struct {
	mu    sync.RWMutex
	items map[string]int
	taken map[string]bool
}

func (s *Shelf) take(k string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	delete(s.items, k) // want `delete from s\.items while s\.mu is only read-locked`
}

func (s *Shelf) order(w http.ResponseWriter, r *http.Request) { go s.take(r.URL.Path) }

// Routes registers the method, and a literal that waits for its goroutine, which
// keeps it from that of the same request alone.
func (s *Shelf) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/order", s.order)
	mux.HandleFunc("/take", func(w http.ResponseWriter, r *http.Request) {
		var wg sync.WaitGroup
		wg.Go(func() {
			s.taken[r.URL.Path] = true // want `write to s\.taken conflicts with`
		})
		wg.Wait()
	})
}

var logins = map[string]int{}

// Login is for other packages to register.
func Login(w http.ResponseWriter, r *http.Request) {
	logins[r.FormValue("user")]++ // want `write to logins conflicts with .*; the request handler`
}

// view is what one request shows.
type view struct{ fields map[string]string }

// Fill is silent: who makes a view has it alone.
func (v *view) Fill(w http.ResponseWriter, r *http.Request) { v.fields[r.URL.Path] = r.Host }

// Retried keeps the handler in variables that are assigned in a circle.
func Retried(seen map[string]int) http.HandlerFunc {
	f := func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path]++ // want `write to seen conflicts with`
	}
	for range 3 {
		g := f
		f = g
		func() { println(&f, &g) }()
	}
	return f
}
