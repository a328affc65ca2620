package summary

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/order"
)

// TestServedTypes asks who starts the server of T, in each form in which a package can hand an
// object to a server.
func TestServedTypes(t *testing.T) {
	const head = `package p

import (
	"fmt"
	"net"
	"net/http"
)

type T struct {
	m     map[string]string
	srv   *http.Server
	inner http.Server
}

func (t *T) ServeHTTP(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, t.m[r.URL.Path]) }
func (t *T) get(w http.ResponseWriter, r *http.Request)       { t.ServeHTTP(w, r) }

`
	for _, test := range []struct {
		name, src string
		want      order.Starter
	}{
		{"the server itself", `func New(l net.Listener) *T { t := &T{}; go http.Serve(l, t); return t }`, order.Constructor},
		{"a struct", `func New(l net.Listener) *T { t := &T{}; s := &http.Server{Handler: t}; go s.Serve(l); return t }`, order.Constructor},
		{"a field", `func New(l net.Listener) *T {
			t := &T{}
			t.srv = &http.Server{Handler: t}
			go func() { t.srv.Serve(l) }()
			return t
		}`, order.Constructor},
		{"a struct in the object", `func (t *T) Start(l net.Listener) { t.inner.Handler = t; go t.inner.Serve(l) }`, order.Method},
		{"a helper", `func New(l net.Listener) *T { t := &T{}; t.start(l); return t }
			func (t *T) start(l net.Listener) { go http.Serve(l, t) }`, order.Constructor},
		{"the default mux", `func New() *T { t := &T{}; http.Handle("/", t); go http.ListenAndServe(":80", nil); return t }`, order.Constructor},
		{"a mux", `func New(l net.Listener) *T {
			t := &T{}
			mux := http.NewServeMux()
			mux.HandleFunc("/", t.get)
			go http.Serve(l, mux)
			return t
		}`, order.Constructor},
		{"a mux that a helper makes", `func New(l net.Listener) *T { t := &T{}; go http.Serve(l, t.routes()); return t }
			func (t *T) routes() http.Handler { mux := http.NewServeMux(); mux.HandleFunc("/", t.get); return mux }`, order.Constructor},
		{"a caller's server", `func (t *T) Routes() http.Handler { mux := http.NewServeMux(); mux.Handle("/", t); return mux }`, order.NotServed},
		{"a server that blocks", `func (t *T) Run() error { return http.ListenAndServe(":80", t) }`, order.NotServed},
		{"a goroutine that serves nothing", `func New() *T { t := &T{}; go fmt.Println(t.srv, t); return t }`, order.NotServed},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := Analyze(typed(t, "p.go", head+test.src+"\nvar _ = fmt.Sprint\nvar _ net.Listener\n"))
			p.RootAccesses()
			got := context.ServedTypes(p.Flows)
			if got["p.T"] != test.want || len(got) > 1 {
				t.Errorf("got %v of %s, want %v", got["p.T"], strings.Join(slices.Sorted(maps.Keys(got)), ", "), test.want)
			}
		})
	}
}
