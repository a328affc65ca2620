// Package halfclone holds clones that share nothing which changes, or that share all.
package halfclone

import (
	"maps"
	"sync"
)

type targets struct {
	size   int
	byName map[string]int
}

// Entry has some maps.
type Entry struct {
	Children map[string]bool
	Tags     map[string]string
	Kinds    map[string]int // made once and for all
	Targets  *targets
}

// New makes an entry.
func New(kinds ...string) *Entry {
	e := &Entry{Children: map[string]bool{}, Tags: map[string]string{}, Kinds: map[string]int{}, Targets: newTargets()}
	for i, k := range kinds {
		e.Kinds[k] = i
	}
	return e
}

func newTargets() *targets { return &targets{byName: map[string]int{}} }

// Add changes an entry in place.
func (e *Entry) Add(child, target string, n int) {
	e.Children[child] = true
	e.Tags[child] = target
	e.Targets.byName[target] += n
}

// Clone clones what is changed.
func (e *Entry) Clone() *Entry {
	out := *e
	out.Children = maps.Clone(e.Children)
	out.Tags = make(map[string]string, len(e.Tags))
	for k, v := range e.Tags {
		out.Tags[k] = v
	}
	if e.Targets != nil {
		out.Targets = e.Targets.clone()
	}
	return &out
}

func (t *targets) clone() *targets {
	d := *t
	if d.byName != nil {
		d.byName = make(map[string]int)
		for k, v := range t.byName {
			d.byName[k] = v
		}
	}
	return &d
}

// copyAll leaves the maps to another function.
func (e *Entry) copyAll() Entry {
	out := *e
	out.Kinds = maps.Clone(e.Kinds)
	out.fill(e)
	return out
}

func (e *Entry) fill(from *Entry) {
	e.Children, e.Tags = maps.Clone(from.Children), maps.Clone(from.Tags)
}

// Copy names the fields one by one.
func (e *Entry) Copy() *Entry {
	out := &Entry{
		Children: maps.Clone(e.Children),
		Tags:     e.Tags,
		Kinds:    e.Kinds,
	}
	out.Tags = maps.Clone(out.Tags)
	return out
}

// Frame is a frame of a stack, whose copies have the same variables.
type Frame struct {
	depth int
	vars  map[string]int
}

// Set changes a variable.
func (f *Frame) Set(k string, v int) { f.vars[k] = v }

// Clone shares the variables: it clones nothing.
func (f *Frame) Clone() *Frame {
	d := *f
	d.depth++
	return &d
}

// Scope is part of a compiler: an inner one has variables of its own.
type Scope struct {
	vars map[string]int
	seen map[string]bool
}

// See remembers a name for all scopes.
func (s *Scope) See(name string) { s.seen[name] = true }

// Clone makes an inner scope, which clones nothing.
func (s *Scope) Clone() *Scope { return &Scope{vars: map[string]int{}, seen: s.seen} }

// Shared has a lock behind a pointer.
type Shared struct {
	mu     *sync.Mutex
	counts map[string]int
	tags   map[string]string
}

// Count holds the lock, which clones have too.
func (s *Shared) Count(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[name]++
}

// Clone shares the counts and their lock.
func (s *Shared) Clone() *Shared {
	return &Shared{mu: s.mu, counts: s.counts, tags: maps.Clone(s.tags)}
}

// runConfig is part of spec in two places, of which the program uses one.
type runConfig struct {
	labels map[string]string
	env    map[string]string
}

type image struct {
	arch   string
	config runConfig
}

type spec struct {
	image
	config struct {
		runConfig
		shell string
	}
}

// cloneSpec clones the maps of the part that is used.
func cloneSpec(src spec) spec {
	s := src
	s.config.labels = maps.Clone(src.config.labels)
	s.config.env = maps.Clone(src.config.env)
	return s
}

// Builder changes a spec step by step.
type Builder struct{ spec spec }

// Label changes a map that every clone has for itself.
func (b *Builder) Label(k, v string) {
	if b.spec.config.labels == nil {
		b.spec.config.labels = map[string]string{}
	}
	b.spec.config.labels[k] = v
}

// Fork returns another builder that begins with what this one has.
func (b *Builder) Fork() *Builder { return &Builder{spec: cloneSpec(b.spec)} }
