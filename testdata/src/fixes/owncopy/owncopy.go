// Package owncopy has copies of structs that write to a map which they share: each
// gets one of its own.
package owncopy

import (
	"net/http"
	"sync"
)

// Config is copied with its maps.
type Config struct {
	name string
	meta map[string]string
	tree map[string]map[string]int
	ref  *Ref
}

// Ref is shared by all copies.
type Ref struct{ tags map[string]bool }

// Defaults gets a copy and returns it.
func Defaults(c Config) Config {
	if c.name == "" {
		c.name = "default"
	}
	// what has no value gets one
	for k, v := range c.meta {
		if v == "" {
			c.meta[k] = c.name // want `write to c\.meta`
		}
	}
	return c
}

// Branch writes in one branch alone.
func Branch(c Config, all bool) (Config, error) {
	if all {
		c.name += "!"
		c.meta["all"] = "yes" // want `write to c\.meta through a copy of its struct`
		if c.name == "" {
			c.meta["none"] = "yes"
		}
	}
	return c, nil
}

// Pause makes a copy.
func Pause(c *Config) *Config {
	cfg := *c // of all
	cfg.name += "'"
	cfg.meta["paused"] = "yes" // want `write to cfg\.meta`
	return &cfg
}

// Inner writes to a map in the map.
func Inner(c Config) Config {
	c.tree["a"]["b"]++ // want `write to c\.tree`
	return c
}

// Cached writes for itself: a clone would be lost.
func (c Config) Cached(k string) string {
	c.meta[k] = "seen" // want `write to c\.meta through a copy of its struct`
	return c.meta["name"]
}

// Pointer goes through a pointer that the copy has, too.
func Pointer(c Config) Config {
	c.ref.tags["p"] = true // want `write to c\.ref\.tags`
	return c
}

// Registered is used by a function literal, too.
func Registered(c Config, register func(func() int)) Config {
	register(func() int { return len(c.meta) })
	c.meta["registered"] = "yes" // want `write to c\.meta`
	return c
}

// RunRegistered runs it in several goroutines.
func RunRegistered() {
	c := Config{meta: map[string]string{"a": ""}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Registered(c, func(func() int) {}) })
	}
	wg.Wait()
}

// Client sends its header.
type Client struct {
	rt     http.RoundTripper
	header http.Header
}

// Do adds to the header of one request.
func (c *Client) Do(path string) error {
	req, err := http.NewRequest("GET", path, nil)
	if err != nil {
		return err
	}
	req.Header = c.header
	req.Header.Set("X-Request-Id", path) // want `write to (req\.Header|c\.header)`
	_, err = c.rt.RoundTrip(req)
	return err
}

// Server has a configuration with a guard.
type Server struct {
	mu  sync.RWMutex
	cfg Config
}

// Set holds the lock.
func (s *Server) Set(k, v string) {
	s.mu.Lock()
	s.cfg.meta[k] = v
	s.mu.Unlock()
}

// Get holds it, too.
func (s *Server) Get(k string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.cfg.meta[k]
}

// Renamed makes the copy under the lock.
func (s *Server) Renamed(name string) Config {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	if cfg.meta == nil {
		cfg.meta = map[string]string{}
	}
	cfg.meta["name"] = name // want `write to cfg\.meta through a copy of its struct`
	return cfg
}

func stamp(c *Config) { c.meta["name"] = c.name }

// Stamped has another function write.
func (s *Server) Stamped(name string) *Config {
	s.mu.RLock()
	cfg := s.cfg
	s.mu.RUnlock()
	cfg.name = name
	stamp(&cfg) // want `this call's write to c\.meta through a copy of its struct`
	return &cfg
}

// RunDefaults runs it in several goroutines.
func RunDefaults() {
	c := Config{meta: map[string]string{"a": ""}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Defaults(c) })
	}
	wg.Wait()
}

// RunBranch runs it in several goroutines.
func RunBranch() {
	c := Config{meta: map[string]string{"a": ""}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Branch(c, true) })
	}
	wg.Wait()
}

// RunPause runs it in several goroutines.
func RunPause() {
	c := &Config{meta: map[string]string{"a": ""}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Pause(c) })
	}
	wg.Wait()
}

// RunInner runs it in several goroutines.
func RunInner() {
	c := Config{tree: map[string]map[string]int{"a": {}}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Inner(c) })
	}
	wg.Wait()
}

// RunCached runs it in several goroutines.
func RunCached() {
	c := Config{meta: map[string]string{"a": ""}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.Cached("a") })
	}
	wg.Wait()
}

// RunPointer runs it in several goroutines.
func RunPointer() {
	c := Config{ref: &Ref{tags: map[string]bool{}}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Pointer(c) })
	}
	wg.Wait()
}

// RunClient runs it in several goroutines.
func RunClient() {
	c := &Client{rt: http.DefaultTransport, header: http.Header{}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.Do("/") })
	}
	wg.Wait()
}

// New makes a server.
func New() *Server { return &Server{cfg: Config{meta: map[string]string{}}} }

// Entry has fields of its own only if it gets several.
func Entry(err error, fields ...map[string]string) map[string]string {
	var f map[string]string
	if len(fields) == 1 {
		f = fields[0]
	} else if len(fields) > 1 {
		f = map[string]string{}
		for _, one := range fields {
			for k, v := range one {
				f[k] = v
			}
		}
	}
	if err != nil {
		f["error"] = err.Error() // want `write to f conflicts with`
	}
	return f
}

// RunEntry makes entries of one map.
func RunEntry(err error) {
	base := map[string]string{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Entry(err, base) })
	}
	wg.Wait()
}

// Fill fills the map that it is given, which its caller reads.
func Fill(err error, fields ...map[string]string) {
	var f map[string]string
	if len(fields) == 1 {
		f = fields[0]
	} else {
		f = map[string]string{}
	}
	f["error"] = err.Error() // want `write to f conflicts with`
}

// RunFill fills one map.
func RunFill(err error) {
	base := map[string]string{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { Fill(err, base) })
	}
	wg.Wait()
}
