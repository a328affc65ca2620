// Package halfclone holds functions that clone some maps of an object and forget one:
// the clone has the map that the package goes on to change in the original.
//
// Category: shared-copy
package halfclone

import "maps"

type targets struct {
	size   int
	byName map[string]int
}

// Entry has a map of its own and another one a pointer away.
type Entry struct {
	Children map[string]bool
	Tags     map[string]string
	Targets  *targets
}

// Add changes an entry in place.
func (e *Entry) Add(child, target string, n int) {
	if e.Children == nil {
		e.Children = map[string]bool{}
	}
	e.Children[child] = true
	e.Tags[child] = target
	e.Targets.byName[target] += n
}

func (e Entry) clone() Entry {
	if e.Children != nil {
		children := make(map[string]bool, len(e.Children))
		for k := range e.Children {
			children[k] = true
		}
		e.Children = children
	}
	e.Tags = maps.Clone(e.Tags)
	if e.Targets != nil {
		t := *e.Targets // want `clone without a copy of e\.Targets\.byName conflicts with the write on line 28; the object and its clone share the map`
		e.Targets = &t
	}
	return e
}

// Send hands out a clone.
func (e *Entry) Send(ch chan<- Entry) { ch <- e.clone() }

// Clone forgets the tags.
func (e *Entry) Clone() *Entry {
	out := new(Entry)
	*out = *e // want `Clone without a copy of e\.Tags conflicts with the write on line 27`
	out.Children = maps.Clone(e.Children)
	return out
}

// Copy names the fields one by one.
func (e *Entry) Copy() *Entry {
	return &Entry{
		Children: maps.Clone(e.Children),
		Tags:     e.Tags, // want `Copy without a copy of e\.Tags conflicts with the write on line 27; the object and its clone share the map`
		Targets:  e.Targets,
	}
}
