// A80: singleflight and memoization.
//
// Safe because the map of calls is used under the lock on each path, and the
// result of a call is published by closing its channel (or by Done).
//
// Naive mistake: to lose the lock where some paths unlock before they return,
// or to report the function given to Do, which the caller's goroutine runs.
package iterate

import (
	"sync"

	"golang.org/x/sync/singleflight"
)

type flightCall struct {
	done chan struct{}
	v    map[string]int
}

// flightGroup computes each key once.
type flightGroup struct {
	mu sync.Mutex
	m  map[string]*flightCall
}

func (g *flightGroup) do(k string) int {
	g.mu.Lock()
	if c, ok := g.m[k]; ok {
		g.mu.Unlock()
		<-c.done
		return c.v[k]
	}
	c := &flightCall{done: make(chan struct{})}
	g.m[k] = c
	g.mu.Unlock()
	c.v = map[string]int{}
	c.v[k] = len(k)
	close(c.done)
	return c.v[k]
}

func (g *flightGroup) forget(k string) {
	g.mu.Lock()
	delete(g.m, k)
	g.mu.Unlock()
}

// memoTable has a Once per entry.
type memoEntry struct {
	once sync.Once
	deps map[string]bool
}

type memoTable struct {
	mu sync.Mutex
	m  map[string]*memoEntry
}

func (t *memoTable) deps(k string) int {
	t.mu.Lock()
	e := t.m[k]
	if e == nil {
		e = new(memoEntry)
		t.m[k] = e
	}
	t.mu.Unlock()
	e.once.Do(func() {
		e.deps = map[string]bool{}
		e.deps[k] = true
	})
	return len(e.deps)
}

// sharedLoader keeps what singleflight loads in a map with a lock.
type sharedLoader struct {
	group singleflight.Group
	mu    sync.RWMutex
	cache map[string]int
}

func (l *sharedLoader) get(k string) (int, error) {
	l.mu.RLock()
	v, ok := l.cache[k]
	l.mu.RUnlock()
	if ok {
		return v, nil
	}
	r, err, _ := l.group.Do(k, func() (any, error) {
		n := len(k)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.cache[k] = n
		return n, nil
	})
	if err != nil {
		return 0, err
	}
	return r.(int), nil
}

// getChan runs the function on another goroutine, which locks as well.
func (l *sharedLoader) getChan(k string) int {
	ch := l.group.DoChan(k, func() (any, error) {
		l.mu.Lock()
		l.cache[k] = len(k)
		l.mu.Unlock()
		return len(k), nil
	})
	res := <-ch
	return res.Val.(int)
}

func (l *sharedLoader) size() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.cache)
}

// loadFresh returns a map that Do shares among its callers, who only read it.
func (l *sharedLoader) loadFresh(k string) int {
	v, _, _ := l.group.Do("map:"+k, func() (any, error) {
		m := map[string]int{}
		m[k] = 1
		return m, nil
	})
	return v.(map[string]int)[k]
}

// UseA80 asks for the same keys from many goroutines.
func UseA80() int {
	g := &flightGroup{m: map[string]*flightCall{}}
	t := &memoTable{m: map[string]*memoEntry{}}
	l := &sharedLoader{cache: map[string]int{}}
	for range 4 {
		go g.do("a")
		go g.forget("a")
		go t.deps("a")
		go l.get("a")
		go l.getChan("a")
		go l.loadFresh("a")
		go l.size()
	}
	n, _ := l.get("b")
	return n + g.do("b") + t.deps("b") + l.getChan("b") + l.loadFresh("b") + l.size()
}
