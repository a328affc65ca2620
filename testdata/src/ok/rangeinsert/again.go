package rangeinsert

import "strings"

type symbol struct {
	canonical string
	depth     int
}

type symbols map[string]*symbol

// link does not ask for entries of entries: their keys have a dot.
func (s symbols) link() {
	for k, sym := range s {
		if strings.Contains(k, ".") {
			continue
		}
		s[k+"."+sym.canonical] = sym
	}
}

// deepen puts in other symbols than those that it asks for.
func (s symbols) deepen() {
	for k, sym := range s {
		if sym.depth == 0 {
			s[k+"."+sym.canonical] = &symbol{sym.canonical, 1}
		}
	}
}
