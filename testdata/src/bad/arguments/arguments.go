// A function does nothing with the map for some arguments, and the goroutine passes others.
package arguments

import "time"

type Delta struct {
	name string
	n    int
}

// Ledger has a goroutine that keeps the time. The map belongs to whoever made the ledger.
type Ledger struct {
	sums  map[string]int
	ticks chan time.Time
}

func NewLedger() *Ledger {
	l := &Ledger{sums: map[string]int{}, ticks: make(chan time.Time, 1)}
	go l.keep(&Delta{"start", 1})
	return l
}

func (l *Ledger) add(d *Delta) {
	if d != nil {
		l.sums[d.name] += d.n // want "write to l.sums conflicts with"
	}
}

func (l *Ledger) keep(first *Delta) {
	l.add(first)
	for t := range time.Tick(time.Second) {
		l.ticks <- t
	}
}

func (l *Ledger) Add(name string, n int) { l.add(&Delta{name, n}) }

func (l *Ledger) Of(name string) int { return l.sums[name] }

// Cache is told by a flag whether it is to forget.
type Cache struct {
	items map[string]string
	saved chan bool
}

func NewCache() *Cache {
	c := &Cache{items: map[string]string{}, saved: make(chan bool)}
	go func() {
		for range time.Tick(time.Minute) {
			c.sync(true, "auto")
		}
	}()
	return c
}

func (c *Cache) sync(forget bool, why string) {
	c.saved <- why != ""
	if !forget {
		return
	}
	clear(c.items) // want "clear of c.items conflicts with"
}

func (c *Cache) Flush() { c.sync(true, "flush") }

func (c *Cache) Get(k string) string { return c.items[k] }

// Modes are compared with constants.
const (
	quiet = iota
	verbose
)

type Log[K comparable] struct {
	lines map[K]int
	out   chan K
}

func NewLog[K comparable]() *Log[K] {
	l := &Log[K]{lines: map[K]int{}, out: make(chan K)}
	go l.drain(verbose)
	return l
}

func (l *Log[K]) drain(mode int) {
	for k := range l.out {
		l.note(k, mode)
	}
}

func (l *Log[K]) note(k K, mode int) {
	switch mode {
	case verbose:
		l.lines[k]++ // want "write to l.lines conflicts with"
	default:
		println("noted")
	}
}

func (l *Log[K]) Note(k K) { l.note(k, verbose) }

func (l *Log[K]) Lines(k K) int { return l.lines[k] }
