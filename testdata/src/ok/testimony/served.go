package testimony

import (
	"net"
	"net/http"
)

// Fake is filled before its server starts.
type Fake struct {
	answers map[string]string
	srv     http.Server
}

// NewFake returns a server that does not run yet.
func NewFake() *Fake { return &Fake{answers: map[string]string{}} }

// Answer is called before Start.
func (f *Fake) Answer(path, text string) { f.answers[path] = text }

// Start serves.
func (f *Fake) Start(l net.Listener) {
	f.srv.Handler = f
	go func() { _ = f.srv.Serve(l) }()
}

// ServeHTTP answers.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(f.answers[r.URL.Path]))
}
