// Package weakmap has caches of weak pointers. A cleanup of package runtime runs on a goroutine of the
// runtime.
//
// Category: read-write
package weakmap

import (
	"runtime"
	"sync"
	"weak"
)

type Image struct{ data []byte }

// Cache has a lock, which its cleanup holds too.
type Cache struct {
	mu sync.Mutex
	m  map[string]weak.Pointer[Image]
}

func (c *Cache) Get(name string) *Image {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.m[name].Value(); p != nil {
		return p
	}
	img := &Image{data: []byte(name)}
	c.m[name] = weak.Make(img)
	runtime.AddCleanup(img, c.drop, name)
	return img
}

// drop runs on the goroutine of cleanups.
func (c *Cache) drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m[name].Value() == nil {
		delete(c.m, name)
	}
}

// Bare has none.
type Bare struct {
	m map[string]weak.Pointer[Image]
}

func NewBare() *Bare { return &Bare{m: map[string]weak.Pointer[Image]{}} }

func (b *Bare) Get(name string) *Image {
	if p := b.m[name].Value(); p != nil {
		return p
	}
	img := &Image{data: []byte(name)}
	b.m[name] = weak.Make(img)
	runtime.AddCleanup(img, func(name string) { delete(b.m, name) }, name) // want `delete from b\.m conflicts with .*; the cleanup on line \d+ runs at the same time`
	return img
}
