// Package b59 holds the missed part of idiom B59, reflection reads the map: a
// template walks into a structure whose lock it does not know.
//
// Category: read-write
//
// Missed because the text of a template is not looked at: Execute is taken to
// read its argument only where that is a map itself, not the maps in a
// structure.
package b59

import (
	"io"
	"sync"
	"text/template"
)

// Config is rendered at every request.
type Config struct {
	Name     string
	Metadata map[string]string
}

type account struct {
	mu  sync.Mutex
	cfg *Config
}

func (a *account) tag(k, v string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cfg.Metadata[k] = v
}

var page = template.Must(template.New("page").Parse("{{range $k, $v := .Metadata}}{{$k}} {{end}}"))

func (a *account) render(w io.Writer) error {
	return page.Execute(w, a.cfg) // missed: `a\.cfg.* conflicts with the write`
}

// Run renders while tags are set.
func Run() {
	a := &account{cfg: &Config{Name: "n", Metadata: map[string]string{"a": "1"}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.tag("b", "2")
	}()
	a.render(io.Discard)
	<-done
}

type accountFixed struct {
	mu  sync.Mutex
	cfg *Config
}

func (a *accountFixed) tag(k, v string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cfg.Metadata[k] = v
}

func (a *accountFixed) render(w io.Writer) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return page.Execute(w, a.cfg)
}

// RunFixed renders under the lock.
func RunFixed() {
	a := &accountFixed{cfg: &Config{Name: "n", Metadata: map[string]string{"a": "1"}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.tag("b", "2")
	}()
	a.render(io.Discard)
	<-done
}
