// Package putback holds maps that are taken out of an object with a lock of its own,
// changed, and put into it again: the lock is for what the object keeps, not for the
// entries of a map that everybody gets from it.
//
// Category: frozen-write
package putback

import "sync"

// Cache keeps any values.
type Cache struct{ *cache }

type cache struct {
	mu    sync.RWMutex
	items map[string]any
}

// Get returns what is kept.
func (c *cache) Get(k string) (any, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.items[k]
	return v, ok
}

// Set keeps a value.
func (c *cache) Set(k string, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = v
}

type item struct {
	key string
	val any
}

// Info keeps values in a list.
type Info struct {
	sync.RWMutex
	items []item
}

// Items returns a copy of the list.
func (i *Info) Items() []item {
	i.RLock()
	defer i.RUnlock()
	return append([]item(nil), i.items...)
}

// Set keeps a value.
func (i *Info) Set(k string, v any) {
	i.Lock()
	defer i.Unlock()
	i.items = append(i.items, item{k, v})
}

// Count counts in a map of the cache.
func Count(c *Cache, user, page string) {
	counts := map[string]int{}
	if v, ok := c.Get(user); ok {
		counts = v.(map[string]int)
	}
	counts[page]++ // want `write to counts \(items\) in place conflicts with reads by others; they get the same map from the putback\.cache as the function does on line \d+`
	c.Set(user, counts)
}

// Tag looks for the map in a list.
func Tag(i *Info, k, v string) {
	var tags map[string]string
	for _, it := range i.Items() {
		if it.key == "tags" {
			tags = it.val.(map[string]string)
			break
		}
	}
	if tags == nil {
		tags = make(map[string]string)
	}
	tags[k] = v // want `write to tags \(val\) in place conflicts with reads by others; they get the same map from the putback\.Info as the function does on line \d+`
	i.Set("tags", tags)
}
