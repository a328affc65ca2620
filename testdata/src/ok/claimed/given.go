package claimed

import (
	"maps"
	"sync"
)

// Meta is what claims and volumes have in common.
type Meta struct {
	Name   string
	Labels map[string]string
}

// Source has labels for others.
type Source struct {
	mu     sync.Mutex
	Labels map[string]string
}

// Volume is made for a source.
type Volume struct {
	Meta
	Size int
}

// Cloned has labels of its own.
func Cloned(s *Source) *Volume {
	v := &Volume{Meta: Meta{Labels: maps.Clone(s.Labels)}}
	v.Labels["volume"] = "yes"
	return v
}

// Replaced gets labels of its own before it writes.
func Replaced(s *Source) *Volume {
	v := &Volume{Meta: Meta{Labels: s.Labels}}
	if len(v.Labels) == 0 {
		return v
	}
	v.Labels = map[string]string{}
	v.Labels["volume"] = "yes"
	return v
}

// Read only reads them.
func Read(s *Source) *Volume {
	v := &Volume{Meta: Meta{Labels: s.Labels}}
	v.Size = len(v.Labels["size"])
	return v
}

// Listed writes under the lock that is there for them.
func Listed(s *Source) *Volume {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := &Volume{Meta: Meta{Labels: s.Labels}}
	v.Labels["volume"] = "yes"
	return v
}

// scope is within another, with which it shares what has been seen.
type scope struct {
	parent *scope
	seen   map[string]bool
}

// Inner marks what it sees for all scopes.
func (s *scope) Inner(name string) *scope {
	in := &scope{parent: s, seen: s.seen}
	in.seen[name] = true
	return in
}

// Options are given by value: the caller has forgotten them.
type Options struct{ Labels map[string]string }

// FromOptions completes what it is given.
func FromOptions(o Options) *Volume {
	v := &Volume{Meta: Meta{Labels: o.Labels}}
	v.Labels["volume"] = "yes"
	return v
}

// Chosen changes a volume that others have given it.
func Chosen(s *Source, old, other *Volume) *Volume {
	v := old
	if other.Size > old.Size {
		v = other
	}
	v.Labels = s.Labels
	v.Labels["volume"] = "yes"
	return v
}
