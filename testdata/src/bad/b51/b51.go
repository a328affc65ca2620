// Package b51 holds idiom B51, a global configuration library: its registry is
// a plain map without a lock, so setting a value while serving is a race.
//
// Category: read-write
package b51

import (
	"fmt"
	"net"
	"net/http"
	"sync"

	"github.com/spf13/viper"
)

func record(path string) string {
	viper.Set("last", path) // want `conflicts with`
	return viper.GetString("name")
}

// Run records from several goroutines.
func Run() {
	var wg sync.WaitGroup
	for _, p := range []string{"/a", "/b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			record(p)
		}()
	}
	wg.Wait()
}

// Serve records each request.
func Serve(l net.Listener) error {
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, record(r.URL.Path))
	}))
}

// stateFixed keeps what changes out of the library, under its own lock.
type stateFixed struct {
	mu   sync.Mutex
	last map[string]string
	conf *viper.Viper
}

func (s *stateFixed) record(path string) string {
	s.mu.Lock()
	s.last["path"] = path
	s.mu.Unlock()
	return s.conf.GetString("name")
}

func newStateFixed() *stateFixed {
	conf := viper.New()
	conf.Set("name", "srv")
	return &stateFixed{last: map[string]string{}, conf: conf}
}

// RunFixed records from several goroutines.
func RunFixed() {
	s := newStateFixed()
	var wg sync.WaitGroup
	for _, p := range []string{"/a", "/b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.record(p)
		}()
	}
	wg.Wait()
}

// ServeFixed records each request.
func ServeFixed(l net.Listener) error {
	s := newStateFixed()
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, s.record(r.URL.Path))
	}))
}
