// Package b69 holds insertions while ranging (idiom B69) of which it mostly
// makes no difference whether the loop meets the new entry.
//
// Category: range-mutate
package b69

import "strings"

type registry struct{ all map[string][]string }

// filter passes over what it inserts.
func filter(m map[string]int) {
	for k, v := range m {
		if strings.HasPrefix(k, "a.") {
			m["b."+k] = v // want `write to m conflicts with the range`
		}
	}
}

type node struct {
	id   string
	next *node
}

// id writes by the key that a value has in itself, which is mostly the
// one of its entry.
func id(m map[string]*node) {
	for _, n := range m {
		m[n.id] = n.next // want `write to m conflicts with the range`
	}
}

// normal writes by a key that a function makes of the current one: if
// the loop meets it, the function mostly makes the same of it.
func normal(m map[string]int) {
	for k, v := range m {
		m[strings.ToLower(k)] = v // want `write to m conflicts with the range`
	}
}

// lazy inserts in a callee that need not.
func (r *registry) lazy(load func(string) []string) {
	for _, deps := range r.all {
		for _, d := range deps {
			r.depth(d, load) // want `this call's write to r\.all on line 54 conflicts with the range on line 43; the loop makes both and goes on afterwards`
		}
	}
}

func (r *registry) depth(name string, load func(string) []string) int {
	if len(name) > 9 {
		return 0
	}
	r.all[name] = load(name)
	return 1
}

// Use runs them.
func Use() {
	r := &registry{all: map[string][]string{}}
	filter(nil)
	id(nil)
	normal(nil)
	r.lazy(nil)
}
