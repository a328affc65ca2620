// Package factory gives the function away that makes its objects, as plugins do: who
// calls it calls their methods, too, through an interface and when they like.
package factory

import (
	"sync"

	"ok/factory/lib"
)

var initLock sync.Mutex

func init() {
	lib.Register("locked", newLocked)
	lib.Register("alone", newAlone)
}

// locked takes the lock wherever others call it.
type locked struct {
	listeners map[string][]string
}

func newLocked(name string) (lib.Discovery, error) {
	initLock.Lock()
	defer initLock.Unlock()
	d := &locked{listeners: map[string][]string{}}
	d.listeners[name] = nil
	return d, nil
}

func (d *locked) Add(service, listener string) {
	initLock.Lock()
	defer initLock.Unlock()
	if _, ok := d.listeners[service]; !ok {
		d.listeners[service] = []string{listener}
	}
}

func (d *locked) Changed(service string) int {
	initLock.Lock()
	defer initLock.Unlock()
	return d.count(service)
}

func (d *locked) count(service string) int { return len(d.listeners[service]) }

// alone has no lock, and nobody who needs one.
type alone struct {
	listeners map[string][]string
}

func newAlone(name string) (lib.Discovery, error) {
	return &alone{listeners: map[string][]string{}}, nil
}

func (d *alone) Add(service, listener string) {
	d.listeners[service] = append(d.listeners[service], listener)
}

func (d *alone) Changed(service string) int { return len(d.listeners[service]) }

// The methods of a watcher are called by one of this package, which holds the lock, and
// have one of their own for what is theirs.

type table struct {
	mu   sync.Mutex
	rows map[string]int
	on   []lib.Discovery
}

type watcher struct {
	*table
	own  sync.Mutex
	seen int
}

// Watch adds a watcher.
func Watch(t *table) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.on = append(t.on, &watcher{table: t})
}

func (t *table) put(name string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[name] = n
	for _, d := range t.on {
		d.Add(name, "")
	}
}

func (t *table) drop(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.rows, name)
}

// Fill puts and drops.
func Fill(t *table, names []string) {
	for i, n := range names {
		t.put(n, i)
		t.drop(n)
	}
}

func (w *watcher) Add(service, listener string) {
	w.own.Lock()
	defer w.own.Unlock()
	w.seen = len(w.rows)
}

func (w *watcher) Changed(service string) int { return 0 }
