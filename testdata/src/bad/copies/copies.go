// Package copies holds structs that are copied under the lock and returned with
// the guarded map inside: the copy looks private, its map is still the one that
// other methods change.
package copies

import (
	"encoding/json"
	"maps"
	"sync"
)

type stats struct {
	total int
	users map[string]int
}

type dashboard struct {
	mu    sync.RWMutex
	stats map[string]*stats
	last  stats
}

// Add counts a user.
func (d *dashboard) Add(day, user string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last.total++
	d.last.users[user]++
	delete(d.last.users, "")
}

// Users counts under the lock.
func (d *dashboard) Users() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.last.users)
}

// Last returns the struct.
func (d *dashboard) Last() stats {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.last // want `return of d\.last\.users in a copy of its struct conflicts with the \w+ on line 28; .* without d\.mu`
}

// Pointer returns a copy by its address.
func (d *dashboard) Pointer() *stats {
	d.mu.RLock()
	defer d.mu.RUnlock()
	s := d.last
	s.total *= 2
	return &s // want `return of d\.last\.users in a copy of its struct conflicts with the \w+ on line \d+; .* without d\.mu`
}

// LastFixed returns a copy that shares nothing.
func (d *dashboard) LastFixed() stats {
	d.mu.RLock()
	defer d.mu.RUnlock()
	s := d.last
	s.users = maps.Clone(s.users)
	return s
}

// Total returns a part of the struct without the map.
func (d *dashboard) Total() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	s := d.last
	return s.total
}

type conf struct {
	mu     sync.RWMutex
	ranges map[uint64][]string
	path   string
}

// Set adds a range.
func (c *conf) Set(id uint64, r []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ranges[id] = r
}

// Drop removes one.
func (c *conf) Drop(id uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.ranges, id)
}

// Clone shares the map with its original.
func (c *conf) Clone() *conf {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return &conf{ranges: c.ranges, path: c.path} // want `return of c\.ranges in a copy of its struct conflicts with the \w+ on line \d+; .* without c\.mu`
}

// CloneFixed has a map of its own.
func (c *conf) CloneFixed() *conf {
	c.mu.RLock()
	defer c.mu.RUnlock()
	ranges := make(map[uint64][]string, len(c.ranges))
	for k, v := range c.ranges {
		ranges[k] = v
	}
	return &conf{ranges: ranges, path: c.path}
}

// Persist copies the fields to encode them, all under the lock.
func (c *conf) Persist() ([]byte, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return json.Marshal(struct{ Ranges map[uint64][]string }{c.ranges})
}

// Take gives the map away for good and begins a new one.
func (c *conf) Take() *conf {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := &conf{ranges: c.ranges}
	c.ranges = map[uint64][]string{}
	return old
}

// Dashboards makes the types known.
func Dashboards() (*dashboard, *conf) {
	return &dashboard{last: stats{users: map[string]int{}}}, &conf{ranges: map[uint64][]string{}}
}
