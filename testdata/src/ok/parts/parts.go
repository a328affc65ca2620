// Package parts holds structs that keep their maps and locks in a struct which they embed.
package parts

import (
	"maps"
	"sync"
)

type entryFields struct {
	tags  map[string]string
	kinds map[string]int
}

// Entry clones both of its maps, one of them late.
type Entry struct{ entryFields }

// Copy gives the part of the new entry the old map first.
func (e *Entry) Copy() *Entry {
	out := &Entry{entryFields{tags: e.tags, kinds: maps.Clone(e.kinds)}}
	out.tags = maps.Clone(out.tags)
	return out
}

// Set changes an entry in place.
func (e *Entry) Set(k, v string) {
	e.tags[k] = v
	e.kinds[k]++
}

type memberFields struct {
	sync.RWMutex
	m map[int]string
}

// Members leaves its lock to its users.
type Members struct{ memberFields }

func (m *Members) Put(id int, name string) { m.m[id] = name }

func (m *Members) Get(id int) string { return m.m[id] }

func (m *Members) Len() int { return len(m.m) }

// Table has members.
type Table struct{ members *Members }

func (t *Table) Join(id int, name string) {
	t.members.Lock()
	defer t.members.Unlock()
	t.members.Put(id, name)
}

func (t *Table) Name(id int) string {
	t.members.RLock()
	defer t.members.RUnlock()
	return t.members.Get(id)
}

// inner and Outer have a map of the same name each, with a lock of its own.
type inner struct {
	imu sync.Mutex
	m   map[string]int
}

func (i *inner) add(k string) {
	i.imu.Lock()
	defer i.imu.Unlock()
	i.m[k]++
}

type Outer struct {
	inner
	mu sync.Mutex
	m  map[string]int
}

func (o *Outer) Add(k string) {
	o.mu.Lock()
	o.m[k]++
	o.mu.Unlock()
	o.add(k)
}

func (o *Outer) Drop(k string) {
	o.mu.Lock()
	delete(o.m, k)
	o.mu.Unlock()
	o.imu.Lock()
	delete(o.inner.m, k)
	o.imu.Unlock()
}

type lazyFields struct {
	cache map[string]int
	n     int
}

type lazy struct{ lazyFields }

// count makes a map in its copy, since nobody gives the original one.
func (l lazy) count(k string) int {
	if l.cache == nil {
		l.cache = map[string]int{}
	}
	l.cache[k]++
	return l.cache[k] + l.n
}

// Count counts on several goroutines.
func Count(keys []string) {
	l := &lazy{lazyFields{n: 1}}
	for _, k := range keys {
		go func() { l.count(k) }()
	}
}
