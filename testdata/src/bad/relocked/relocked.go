// Package relocked makes objects that have the map of another one, and a lock of their own.
//
// Category: shared-copy
package relocked

import "sync"

// Scope has its map in a struct behind a pointer.
type Scope struct {
	mu   sync.RWMutex
	data *data
	name string
}

type data struct{ vars map[string]int }

// Child makes a scope field by field.
func (s *Scope) Child(name string) *Scope {
	return &Scope{data: s.data, name: name} // want `making an object with data\.vars of another one conflicts with the write on line 26; the two objects share the map; each has its own Scope\.mu`
}

// Set changes a variable.
func (s *Scope) Set(k string, v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data.vars[k] = v
}

// Get reads one.
func (s *Scope) Get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.data.vars[k]
}

// Logger embeds its lock.
type Logger struct {
	*sync.Mutex
	fields map[string]string
	prefix string
}

// Named has its fields and another lock.
func Named(l *Logger, prefix string) *Logger {
	c := *l // want `making an object with fields of another one conflicts with the write on line \d+`
	c.Mutex = &sync.Mutex{}
	c.prefix = prefix
	return &c
}

// With adds a field.
func (l *Logger) With(k, v string) {
	l.Lock()
	l.fields[k] = v
	l.Unlock()
}
