package maps

import (
	"net/http"
	"sync"
)

func (b *Bus[K]) Broadcast() {
	for _, f := range b.subs {
		f("all")
	}
}

// Cache reads and writes without the lock that reset holds.
type Cache struct {
	mu sync.Mutex
	m  map[string]int
}

func (c *Cache) get(w http.ResponseWriter, r *http.Request) {
	k := r.FormValue("k")
	if _, ok := c.m[k]; !ok {
		c.m[k] = len(k) // want `write to c\.m .*; and 1 more: c\.m on line 22$`
	}
}

func (c *Cache) reset(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.m)
}

func ServeCache() {
	c := &Cache{m: map[string]int{}}
	http.HandleFunc("/get", c.get)
	http.HandleFunc("/reset", c.reset)
	http.ListenAndServe(":80", nil)
}
