// Package implementers calls through interfaces that embed each other, and through one
// that has more than a handful of implementers.
package implementers

import "sync"

type putter interface{ put(k string) }

// full has put from putter, and fewer implementers.
type full interface {
	putter
	flush()
}

type disk struct {
	mu sync.Mutex
	m  map[string]int
}

func (d *disk) put(k string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.m[k]++
}

func (d *disk) flush() {}

type memory struct{ m map[string]int }

func (m *memory) put(k string) {
	m.m[k]++ // want `write to m\.m conflicts with the same write in another goroutine`
}

// Flush comes first, and can only have a disk.
func Flush(f full) {
	f.put("flushed")
	f.flush()
}

// Fill can have a memory too.
func Fill(p putter, keys []string) {
	for _, k := range keys {
		go p.put(k)
	}
}

// Edits are of five kinds, which all change the document whose lock Apply holds.
type edit interface{ apply(t *text) }

type text struct{ lines map[int]string }

type (
	insert struct{ at int }
	remove struct{ at int }
	move   struct{ from, to int }
	swap   struct{ a, b int }
	erase  struct{}
)

func (e insert) apply(t *text) { t.lines[e.at] = "" }

func (e remove) apply(t *text) { delete(t.lines, e.at) }

func (e move) apply(t *text) {
	t.lines[e.to] = t.lines[e.from]
	delete(t.lines, e.from)
}

func (e swap) apply(t *text) { t.lines[e.a], t.lines[e.b] = t.lines[e.b], t.lines[e.a] }

func (erase) apply(t *text) { clear(t.lines) }

// Document is edited by several people.
type Document struct {
	mu   sync.RWMutex
	text text
}

func (d *Document) Apply(edits ...edit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range edits {
		e.apply(&d.text)
	}
}

func (d *Document) Line(n int) string {
	return d.text.lines[n] // want `read of d\.text\.lines without d\.mu`
}
