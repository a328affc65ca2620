// Package b05 holds idiom B05, one method forgets the lock: every other access
// of the map is made under the mutex, so the bare one races with all of them.
//
// Category: read-write
package b05

import "sync"

// Control keeps proxy configurations by name.
type Control struct {
	mu   sync.RWMutex
	cfgs map[string]string
	warm bool
}

// NewControl returns an empty Control.
func NewControl() *Control { return &Control{cfgs: map[string]string{}, warm: true} }

// Set stores a configuration.
func (c *Control) Set(name, cfg string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cfgs[name] = cfg
}

// Drop removes a configuration.
func (c *Control) Drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.cfgs, name)
}

// Lookup returns a configuration.
func (c *Control) Lookup(name string) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	cfg, ok := c.cfgs[name]
	return cfg, ok
}

// Visit reports whether name may be visited; its fast path has no lock.
func (c *Control) Visit(name string) bool {
	if c.warm {
		_, ok := c.cfgs[name] // want `read of c.cfgs without c\.mu conflicts with the write`
		return ok
	}
	_, ok := c.Lookup(name)
	return ok
}

// Run visits and configures at once.
func Run() {
	c := NewControl()
	done := make(chan bool)
	go func() { done <- c.Visit("x") }()
	c.Set("y", "cfg")
	c.Drop("z")
	<-done
}

// ControlFixed locks on the fast path too.
type ControlFixed struct {
	mu   sync.RWMutex
	cfgs map[string]string
	warm bool
}

// NewControlFixed returns an empty ControlFixed.
func NewControlFixed() *ControlFixed {
	return &ControlFixed{cfgs: map[string]string{}, warm: true}
}

// Set stores a configuration.
func (c *ControlFixed) Set(name, cfg string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cfgs[name] = cfg
}

// Drop removes a configuration.
func (c *ControlFixed) Drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.cfgs, name)
}

// Lookup returns a configuration.
func (c *ControlFixed) Lookup(name string) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	cfg, ok := c.cfgs[name]
	return cfg, ok
}

// Visit reports whether name may be visited.
func (c *ControlFixed) Visit(name string) bool {
	if c.warm {
		c.mu.RLock()
		defer c.mu.RUnlock()
		_, ok := c.cfgs[name]
		return ok
	}
	_, ok := c.Lookup(name)
	return ok
}

// RunFixed visits and configures at once.
func RunFixed() {
	c := NewControlFixed()
	done := make(chan bool)
	go func() { done <- c.Visit("x") }()
	c.Set("y", "cfg")
	c.Drop("z")
	<-done
}
