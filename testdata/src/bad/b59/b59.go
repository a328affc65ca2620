// Package b59 holds idiom B59, reflection reads the map: DeepEqual, encoders
// and copiers walk into structures whose lock they do not know.
//
// Category: read-write
package b59

import (
	"encoding/gob"
	"io"
	"reflect"
	"sync"
)

// Config is compared at every reload.
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

func (a *account) same(cfg *Config) bool {
	return reflect.DeepEqual(cfg, a.cfg) // want `a\.cfg.* without account\.mu conflicts with the write`
}

func (a *account) save(w io.Writer) error {
	return gob.NewEncoder(w).Encode(a.cfg) // want `a\.cfg.* without account\.mu conflicts with the write`
}

// Run compares and saves while tags are set.
func Run() {
	a := &account{cfg: &Config{Name: "n", Metadata: map[string]string{"a": "1"}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.tag("b", "2")
	}()
	a.same(&Config{Name: "n", Metadata: map[string]string{"a": "1", "b": "2"}})
	a.save(io.Discard)
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

func (a *accountFixed) same(cfg *Config) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return reflect.DeepEqual(cfg, a.cfg)
}

func (a *accountFixed) save(w io.Writer) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return gob.NewEncoder(w).Encode(a.cfg)
}

// RunFixed does all that under the lock.
func RunFixed() {
	a := &accountFixed{cfg: &Config{Name: "n", Metadata: map[string]string{"a": "1"}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.tag("b", "2")
	}()
	a.same(&Config{Name: "n", Metadata: map[string]string{"a": "1", "b": "2"}})
	a.save(io.Discard)
	<-done
}
