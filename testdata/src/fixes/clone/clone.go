// Package clone lets guarded maps out.
package clone

import (
	"net/http"
	"sync"
)

// Config has maps with a guard.
type Config struct {
	mu     sync.RWMutex
	values map[string]string
	header http.Header
	nested map[string]map[string]int
}

// Set holds the lock.
func (c *Config) Set(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[k] = v
	c.header.Set(k, v)
	c.nested[k] = nil
}

// Unset holds the lock.
func (c *Config) Unset(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.values, k)
	c.header.Del(k)
	delete(c.nested, k)
}

// Values returns the map.
func (c *Config) Values() map[string]string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values // want `return of c\.values .* conflicts with .* without c\.mu`
}

// Late returns it after the section.
func (c *Config) Late() map[string]string {
	c.mu.RLock()
	values := c.values
	c.mu.RUnlock()
	return values // want `return of c\.values .* conflicts with .* without c\.mu`
}

// Header returns a header.
func (c *Config) Header() http.Header {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.header // want `return of c\.header .* conflicts with .* without c\.mu`
}

// Nested returns a map of maps.
func (c *Config) Nested() map[string]map[string]int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.nested // want `return of c\.nested .* conflicts with .* without c\.mu`
}

// All returns two of them.
func (c *Config) All() (map[string]string, http.Header) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values, c.header // want `return of c\.values without a copy conflicts with the write on line 21`
}

// Live is changed by a caller: a clone would not do.
func (c *Config) Live() map[string]string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values // want `return of c\.values .* conflicts with .* without c\.mu`
}

// Change changes what Live returns.
func Change(c *Config) { c.Live()["k"] = "v" }

// Later returns maps of maps by a name of its own.
func (c *Config) Later() map[string]map[string]int {
	c.mu.RLock()
	all := c.nested // under the lock
	c.mu.RUnlock()
	return all // want `return of c\.nested .* conflicts with .* without c\.mu`
}
