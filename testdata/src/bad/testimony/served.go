package testimony

import (
	"net"
	"net/http"
)

// Fake answers requests from the start.
type Fake struct {
	answers map[string]string
	srv     *http.Server
}

// NewFake starts the server.
func NewFake(l net.Listener) *Fake {
	f := &Fake{answers: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/answer", f.answer)
	f.srv = &http.Server{Handler: mux}
	go func() { _ = f.srv.Serve(l) }()
	return f
}

// Answer is called by the test while requests come in.
func (f *Fake) Answer(path, text string) { f.answers[path] = text } // want `answers`

func (f *Fake) answer(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte(f.answers[r.URL.Path]))
}
