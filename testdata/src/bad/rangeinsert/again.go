package rangeinsert

type symbol struct {
	canonical string
	depth     int
}

type symbols map[string]*symbol

// link asks for what the new entry has as well: the same symbol.
func (s symbols) link() {
	for k, sym := range s {
		if sym.canonical == "" {
			continue
		}
		if _, ok := s[k+"."+sym.canonical]; !ok {
			s[k+"."+sym.canonical] = sym // want `write to s conflicts with the range on line \d+`
		}
	}
}
