// Package striped has locks that are chosen by a key, and maps that are safe all
// the same.
package striped

import (
	"hash/fnv"
	"sync"
)

const stripes = 64

type item struct{ n int }

type shard struct {
	mu    sync.Mutex
	items map[string]*item
}

// sharded has a map for each lock.
type sharded struct{ shards [stripes]*shard }

// parallel has the locks and the maps in two slices with one index.
type parallel struct {
	locks [stripes]sync.Mutex
	items [stripes]map[string]*item
}

// keyed takes a lock for the key, and another for the map.
type keyed struct {
	locks [stripes]sync.Mutex
	mu    sync.Mutex
	items map[string]*item
}

func stripe(key string) int {
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32() % stripes)
}

func (s *sharded) get(key string) *shard { return s.shards[stripe(key)] }

func (s *sharded) Add(key string) {
	sh := s.get(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.items[key] = &item{}
}

func (s *sharded) Remove(key string) {
	sh := s.get(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	delete(sh.items, key)
}

func (p *parallel) Add(key string) {
	i := stripe(key)
	p.locks[i].Lock()
	defer p.locks[i].Unlock()
	p.items[i][key] = &item{}
}

func (p *parallel) Remove(key string) {
	i := stripe(key)
	p.locks[i].Lock()
	defer p.locks[i].Unlock()
	delete(p.items[i], key)
}

func (k *keyed) Add(key string) {
	l := &k.locks[stripe(key)]
	l.Lock()
	defer l.Unlock()
	k.mu.Lock()
	k.items[key] = &item{}
	k.mu.Unlock()
}

func (k *keyed) Touch(key string) {
	l := &k.locks[stripe(key)]
	l.Lock()
	defer l.Unlock()
	k.mu.Lock()
	it := k.items[key]
	k.mu.Unlock()
	if it != nil {
		it.n++
	}
}

// all takes every lock before it replaces or walks.
type all struct {
	locks [stripes]sync.RWMutex
	items map[string]*item
}

func (a *all) Get(key string) *item {
	l := &a.locks[stripe(key)]
	l.RLock()
	defer l.RUnlock()
	return a.items[key]
}

func (a *all) Set(key string) {
	for i := range a.locks {
		a.locks[i].Lock()
	}
	a.items[key] = &item{}
	for i := range a.locks {
		a.locks[i].Unlock()
	}
}

// parts has a table for each lock.
type parts struct {
	locks  []paddedLock
	tables []table
}

type paddedLock struct {
	sync.RWMutex
	_ [40]byte
}

type table struct{ unique map[uint64]string }

func (t *table) get(h uint64) string { return t.unique[h] }

func (t *table) set(h uint64, s string) { t.unique[h] = s }

func (p *parts) part(h uint64) uint64 { return h % uint64(len(p.locks)) }

func (p *parts) Get(h uint64) string {
	i := p.part(h)
	p.locks[i].RLock()
	defer p.locks[i].RUnlock()
	return p.tables[i].get(h)
}

func (p *parts) Set(h uint64, s string) {
	i := p.part(h)
	p.locks[i].Lock()
	defer p.locks[i].Unlock()
	if p.tables[i].get(h) == "" {
		p.tables[i].set(h, s)
	}
}
