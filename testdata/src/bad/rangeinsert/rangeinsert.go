// Package rangeinsert inserts into maps while it ranges over them, what makes a
// difference when the loop meets it.
package rangeinsert

import "strconv"

type article struct {
	name    string
	aliases []string
	count   int
	next    *article
}

type list map[string]*article

// suffixes makes keys of the current key.
func (l list) suffixes() {
	for name, a := range l {
		for _, suffix := range a.aliases {
			l[name+suffix] = a // want `write to l conflicts with the range on line 18`
		}
	}
}

// numbers makes keys of a counter.
func numbers(l list) {
	n := 0
	for _, a := range l {
		n++
		l[a.name+strconv.Itoa(n)] = a // want `write to l conflicts with the range on line 28`
	}
}

// counts changes what the key is made of.
func counts(l list) {
	for _, a := range l {
		a.count++
		l["n"+strconv.Itoa(a.count)] = a // want `write to l conflicts with the range on line 36`
	}
}

// successors puts another value there, which has other keys.
func successors(l list) {
	for _, a := range l {
		for _, alias := range a.aliases {
			l["next "+alias] = a.next // want `write to l conflicts with the range on line 44`
		}
	}
}

func fresh() string

// renamed asks for a new key each time.
func renamed(l list) {
	for _, a := range l {
		l[fresh()] = a // want `write to l conflicts with the range on line 55`
	}
}

// limited stops somewhere.
func limited(l list) {
	left := 3
	for _, a := range l {
		if left > 0 {
			l["some "+a.aliases[0]] = a // want `write to l conflicts with the range on line 63`
		}
		left--
	}
}

// Prefix uses one of two keys, and one of them is new each time.
func Prefix(fields map[string]int, long bool) {
	for k, v := range fields {
		name := k
		if long {
			name = "long." + k
		}
		fields[name] = v // want "write to fields conflicts with the range on line [0-9]+"
	}
}
