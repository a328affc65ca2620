// Package b69 holds insertions while ranging (idiom B69) by way of an iterator.
//
// Category: range-mutate
//
// Missed because only for statements over the map itself are taken for loops
// over it: an iterator may be kept, passed on and ended by others.
package b69

import "maps"

func byIterator(m map[string]int) {
	for k := range maps.Keys(m) {
		m[k+"'"] = 1 // missed: `m`
	}
}

func byCallback(m map[string]int) {
	maps.DeleteFunc(m, func(k string, v int) bool {
		m[k+"'"] = v // missed: `m`
		return true
	})
}

// Run mutates while it ranges.
func Run() int {
	m := map[string]int{"a": 1}
	byIterator(m)
	byCallback(m)
	return len(m)
}
