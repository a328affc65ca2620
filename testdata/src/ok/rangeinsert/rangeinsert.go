// Package rangeinsert inserts into maps while it ranges over them, what makes no
// difference when the loop meets it.
package rangeinsert

import "strings"

type article struct {
	name    string
	aliases []string
	hidden  bool
}

type list map[string]*article

// complete lets every article be found by its other names.
func (l list) complete() {
	for _, a := range l {
		for _, alias := range a.aliases {
			l[alias] = a
		}
	}
}

type index[K comparable, V interface{ Keys() []K }] struct{ by map[K]V }

func (x *index[K, V]) put(k K, v V) { x.by[k] = v }

// complete leaves it to a helper.
func (x *index[K, V]) complete() {
	for _, v := range x.by {
		for _, k := range v.Keys() {
			x.put(k, v)
		}
	}
}

// lower asks the value alone.
func lower(l list) {
	for _, a := range l {
		a := a
		if !a.hidden {
			l["~"+strings.ToLower(a.name)] = a
			func() { println(a) }()
		}
	}
}

// reflexive has each value as a key.
func reflexive(m map[int]int) {
	for _, v := range m {
		m[v] = v
	}
}

// Redact renames the keys that contain a secret. A new key has the same name again.
func Redact(fields map[string]any, hide func(string) string) {
	for k, v := range fields {
		hidden := hide(k)
		if hidden != k {
			fields[hidden] = v
			delete(fields, k)
			k = hidden
		}
		fields[k] = len(hidden)
	}
}
