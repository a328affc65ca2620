// Package b10 holds idiom B10, a Get that mutates: a memo or an LRU list is
// updated by what callers take for a read, with the read lock or with none.
//
// Category: shared-copy
package b10

import (
	"strings"
	"sync"
)

// Meta is shared by all requests of a connection.
type Meta struct {
	data map[string][]string
}

// Get optimises the next look-up, and races with it.
func (m Meta) Get(k string) []string {
	if v, ok := m.data[k]; ok {
		return v
	}
	for name, v := range m.data {
		if strings.EqualFold(name, k) {
			m.data[k] = v // want `write to m.data through a copy of its struct conflicts with`
			return v
		}
	}
	return nil
}

// Run looks the same key up from several goroutines.
func Run() {
	m := Meta{data: map[string][]string{"Host": {"h"}, "Agent": {"a"}}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { m.Get("host") })
	}
	wg.Wait()
}

type lru struct {
	mu    sync.RWMutex
	items map[string]int
	uses  map[string]int
}

func (c *lru) put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = v
	c.uses[k] = 0
}

func (c *lru) get(k string) (int, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.items[k]
	if ok {
		c.uses[k]++ // want `write to c.uses while c.mu is only read-locked`
	}
	return v, ok
}

// RunLRU reads from several goroutines.
func RunLRU() {
	c := &lru{items: map[string]int{}, uses: map[string]int{}}
	c.put("a", 1)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.get("a") })
	}
	wg.Wait()
}

// MetaFixed folds the names when it is made.
type MetaFixed struct {
	data map[string][]string
}

// NewMetaFixed fills the folded map once.
func NewMetaFixed(in map[string][]string) MetaFixed {
	data := make(map[string][]string, len(in))
	for k, v := range in {
		data[strings.ToLower(k)] = v
	}
	return MetaFixed{data: data}
}

// Get only reads.
func (m MetaFixed) Get(k string) []string { return m.data[strings.ToLower(k)] }

// RunFixed looks the same key up from several goroutines.
func RunFixed() {
	m := NewMetaFixed(map[string][]string{"Host": {"h"}, "Agent": {"a"}})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { m.Get("host") })
	}
	wg.Wait()
}

type lruFixed struct {
	mu    sync.Mutex
	items map[string]int
	uses  map[string]int
}

func (c *lruFixed) put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = v
	c.uses[k] = 0
}

func (c *lruFixed) get(k string) (int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.items[k]
	if ok {
		c.uses[k]++
	}
	return v, ok
}

// RunLRUFixed reads from several goroutines.
func RunLRUFixed() {
	c := &lruFixed{items: map[string]int{}, uses: map[string]int{}}
	c.put("a", 1)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.get("a") })
	}
	wg.Wait()
}
