// Package registries has registries that are guarded, and objects in them that are not.
package registries

import "sync"

// A Meter counts without a lock.
type Meter struct{ counters map[string]int }

// Inc is called by whoever has the meter.
func (m *Meter) Inc(name string) {
	m.counters[name]++ // want `write to m.counters conflicts with the same write in another goroutine; Meter on line \d+ gives the same object`
}

// A Registry has a helper that looks up.
type Registry struct {
	mu  sync.RWMutex
	all map[string]*Meter
}

func (r *Registry) lookup(name string) *Meter {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.all[name]
}

// Meter returns the meter with a name.
func (r *Registry) Meter(name string) *Meter {
	if m := r.lookup(name); m != nil {
		return m
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	m, ok := r.all[name]
	if !ok {
		m = &Meter{counters: map[string]int{}}
		r.all[name] = m
	}
	return m
}

// A Log has levels, and is kept in a sync.Map.
type Log struct{ levels map[string]int }

// Set is called by whoever has the log.
func (l *Log) Set(name string, level int) {
	l.levels[name] = level // want `write to l.levels .*; Get on line \d+ gives the same object`
}

var logs sync.Map

// Get returns the log with a name.
func Get(name string) (*Log, error) {
	v, _ := logs.LoadOrStore(name, &Log{levels: map[string]int{}})
	return v.(*Log), nil
}

// A Book hands out its pages to its own methods alone, which anybody calls.
type Book struct {
	mu    sync.Mutex
	pages map[string]*page
}

type page struct{ notes map[int]string }

func (b *Book) page(name string) *page {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[name]
	if p == nil {
		p = &page{notes: map[int]string{}}
		b.pages[name] = p
	}
	return p
}

func (p *page) write(i int, text string) {
	p.notes[i] = text // want `write to p.notes .*; page on line \d+ gives the same object`
}

// Note writes to a page.
func (b *Book) Note(name string, i int, text string) { b.page(name).write(i, text) }
