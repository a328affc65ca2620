// Package claimed holds copies of structs that write to a map which is their own,
// or which they share on purpose.
package claimed

import "maps"

// Claim is made from a template.
type Claim struct {
	Name   string
	Labels map[string]string
}

// Set has templates.
type Set struct {
	Templates []Claim
	last      Claim
	byName    map[string]Claim
}

// Claims clones what it changes.
func Claims(set *Set, id string) map[string]Claim {
	claims := map[string]Claim{}
	for i := range set.Templates {
		claim := set.Templates[i]
		claim.Labels = maps.Clone(claim.Labels)
		if claim.Labels == nil {
			claim.Labels = map[string]string{}
		}
		claim.Labels["id"] = id
		claims[id] = claim
	}
	return claims
}

// With gives the copy a map of its own.
func (c *Claim) With(k, v string) *Claim {
	d := *c
	d.Labels = map[string]string{}
	for k, v := range c.Labels {
		d.Labels[k] = v
	}
	d.Labels[k] = v
	return &d
}

// Fill fills in the options of a call, which the caller has made for it.
func Fill(c Claim) int {
	if c.Name == "" {
		c.Name = "none"
	}
	if c.Labels == nil {
		c.Labels = map[string]string{}
	}
	c.Labels["filled"] = "yes"
	return count(&c)
}

func count(c *Claim) int { return len(c.Labels) + len(c.Name) }

// Fresh copies what it has made itself.
func Fresh(name string) Claim {
	base := &Claim{Labels: map[string]string{}}
	c := *base
	c.Name = name
	c.Labels["name"] = name
	return c
}

// Walker goes down a tree; all share what they have seen.
type Walker struct {
	depth int
	seen  map[string]bool
}

// Walk goes one step down with a copy of the walker.
func (w *Walker) Walk(dir string) {
	sub := *w
	sub.depth++
	sub.seen[dir] = true
	if sub.depth < 3 {
		sub.Walk(dir + "/sub")
	}
}

// Keep stores the copy in the original again.
func (s *Set) Keep(k string) {
	c := s.last
	if c.Labels == nil {
		c.Labels = map[string]string{}
	}
	c.Labels[k] = k
	s.last = c
}

// KeepNamed does so with an element of a map.
func (s *Set) KeepNamed(k string) {
	c, ok := s.byName[k]
	if !ok {
		return
	}
	if c.Labels == nil {
		c.Labels = map[string]string{}
	}
	c.Labels[k] = k
	s.byName[k] = c
}

// Label makes the labels where there are none.
func (c *Claim) Label(k, v string) {
	labels := c.Labels
	if labels == nil {
		labels = map[string]string{}
		c.Labels = labels
	}
	labels[k] = v
}

// Relabel puts them back.
func (c *Claim) Relabel(k, v string) {
	labels := c.Labels
	if labels == nil {
		labels = map[string]string{}
	}
	labels[k] = v
	c.setLabels(labels)
}

func (c *Claim) setLabels(labels map[string]string) { c.Labels = labels }

// Again assigns them at the end.
func (c *Claim) Again(k, v string) {
	labels := c.Labels
	if labels == nil {
		labels = map[string]string{}
	}
	labels[k] = v
	c.Labels = labels
}

// Merged clones the labels.
func (c *Claim) Merged(k, v string) map[string]string {
	labels := maps.Clone(c.Labels)
	if labels == nil {
		labels = map[string]string{}
	}
	labels[k] = v
	return labels
}

// Given gets a map from its caller, who wants it filled.
func Given(labels map[string]string, k, v string) map[string]string {
	if labels == nil {
		labels = map[string]string{}
	}
	labels[k] = v
	return labels
}

// Named completes a struct that it is given: who returns it changed gives the caller
// the one to go on with.
func Named(c Claim, name string) (Claim, error) {
	if c.Name == "" {
		c.Name = name
	}
	c.Labels["named"] = "yes"
	return c, nil
}

// Index is filled on demand.
type Index struct{ names map[string]bool }

func (x *Index) note(name string) {
	if x.names == nil {
		x.names = map[string]bool{}
	}
	x.names[name] = true
}

type entry struct {
	name string
	tags map[string]bool
	in   *Index
}

// Note copies entries, whose index is not copied with them.
func Note(entries []entry) {
	for i := range entries {
		e := entries[i]
		e.in.note(e.name)
		use(&e)
	}
}

func use(e *entry) { e.name += "'" }

// Checker notes versions for who asks for them, and for itself.
type Checker struct {
	info     *Info
	versions map[string]string
}

// Info has versions.
type Info struct{ versions map[string]string }

// Init uses the map that somebody wants to be filled, if there is one.
func (c *Checker) Init(files []string) {
	versions := c.info.versions
	if versions == nil {
		versions = map[string]string{}
	}
	c.versions = versions
	for _, f := range files {
		versions[f] = "1"
	}
}

// Topic keeps what its sessions are looking for.
type Topic struct{ public any }

// Find makes a map if there is none, and puts it back, or nothing if it is empty.
func (t *Topic) Find(session string, what any) {
	var found map[string]any
	if t.public != nil {
		found, _ = t.public.(map[string]any)
	}
	if found == nil {
		found = map[string]any{}
	}
	if what != nil {
		found[session] = what
	} else {
		delete(found, session)
		if len(found) == 0 {
			found = nil
		}
	}
	t.public = found
}
