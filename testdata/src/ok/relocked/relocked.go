// Package relocked makes objects that have the map of another one and its lock, or a lock and
// a map of their own.
package relocked

import (
	"maps"
	"sync"
)

// Scope has its map and its lock in a struct behind a pointer.
type Scope struct {
	data *data
	name string
	seen map[string]bool
	mu   sync.Mutex // guards seen
}

type data struct {
	mu   sync.RWMutex
	vars map[string]int
}

// Child has variables in common with its parent, and has seen nothing.
func (s *Scope) Child(name string) *Scope {
	return &Scope{data: s.data, name: name, seen: map[string]bool{}}
}

// Set changes a variable.
func (s *Scope) Set(k string, v int) {
	s.data.mu.Lock()
	defer s.data.mu.Unlock()
	s.data.vars[k] = v
}

// See changes what the scope has for itself.
func (s *Scope) See(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[k] = true
}

// Logger has a lock for its fields.
type Logger struct {
	mu     *sync.Mutex
	fields map[string]string
	prefix string
}

// Named has the lock too.
func (l *Logger) Named(prefix string) *Logger {
	c := *l
	c.prefix = prefix
	return &c
}

// Apart has neither the lock nor the fields.
func (l *Logger) Apart() *Logger {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := *l
	c.mu, c.fields = new(sync.Mutex), maps.Clone(l.fields)
	return &c
}

// With adds a field.
func (l *Logger) With(k, v string) {
	l.mu.Lock()
	l.fields[k] = v
	l.mu.Unlock()
}

// Table is replaced as a whole, and never changed in place.
type Table struct {
	mu   sync.Mutex
	rows map[string]int
}

// Fork has the rows of the table until one of the two gets others.
func (t *Table) Fork() *Table {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &Table{rows: t.rows}
}

// Put makes new rows.
func (t *Table) Put(k string, v int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	rows := maps.Clone(t.rows)
	rows[k] = v
	t.rows = rows
}
