// Package replaced: a map is replaced under a lock of its object that is not
// its guard.
package replaced

import (
	"sync"
	"sync/atomic"
	"time"
)

// timed is a lock that measures how long its users wait.
type timed struct {
	sync.RWMutex
	waited int64
}

func (l *timed) Lock() {
	t := time.Now()
	l.RWMutex.Lock()
	atomic.AddInt64(&l.waited, int64(time.Since(t)))
}

func (l *timed) Unlock() { l.RWMutex.Unlock() }

func (l *timed) RLock() {
	t := time.Now()
	l.RWMutex.RLock()
	atomic.AddInt64(&l.waited, int64(time.Since(t)))
}

func (l *timed) RUnlock() { l.RWMutex.RUnlock() }

type Info struct {
	a    timed
	all  map[int]string
	b    timed
	part map[int]string
}

func New() *Info { return &Info{all: map[int]string{}, part: map[int]string{}} }

func (i *Info) Get(k int) string {
	i.a.RLock()
	defer i.a.RUnlock()
	return i.all[k]
}

func (i *Info) Set(k int, v string) {
	i.a.Lock()
	defer i.a.Unlock()
	i.all[k] = v
}

func (i *Info) Part(k int) string {
	i.b.RLock()
	defer i.b.RUnlock()
	return i.part[k]
}

func (i *Info) SetPart(k int, v string) {
	i.b.Lock()
	defer i.b.Unlock()
	i.part[k] = v
}

func (i *Info) DeletePart(k int) {
	i.b.Lock()
	defer i.b.Unlock()
	delete(i.part, k)
}

func (i *Info) Reset() {
	i.a.Lock()
	i.all = map[int]string{}
	i.part = map[int]string{} // under the wrong lock // want `replacement of i\.part without i\.b conflicts with the \w+ on line \d+`
	i.a.Unlock()
}
