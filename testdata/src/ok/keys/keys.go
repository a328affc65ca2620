// Package keys has maps that differ in a constant key or in the number of a result.
package keys

type store struct{ parts map[any]map[string]int }

// touch has a key that looks like the name of a parameter.
func (s *store) touch(kind string) { s.parts["$1"][kind]++ }

func Dollar(s *store) {
	go s.touch("a")
	s.parts["a"]["x"]++
}

// Number has the text of a number beside that number.
func Number(s *store) {
	go func() { s.parts["3"]["x"]++ }()
	s.parts[3]["x"]++
}

// Dots has keys with characters that places are made of.
func Dots(s *store) {
	go func() { s.parts["a.b"]["x"]++ }()
	s.parts["a.c"]["x"]++
}

type set = map[string]int

func eleven() (a, b, c, d, e, f, g, h, i, j, k set) {
	return set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}
}

// Results has the first and the eleventh result of a call.
func Results() {
	a, _, _, _, _, _, _, _, _, _, k := eleven()
	go func() { k["x"]++ }()
	a["x"]++
}
