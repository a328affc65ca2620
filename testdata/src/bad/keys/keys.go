// Package keys has maps that are reached by one constant key, or that are one result.
package keys

type store struct{ parts map[any]map[string]int }

// touch has a key that looks like the name of a parameter.
func (s *store) touch(kind string) { s.parts["$1"][kind]++ } // want `write to s\.parts\["\$1"\] conflicts with the write on line 11`

func Dollar(s *store) {
	go s.touch("a")
	s.parts["$1"]["x"]++
}

// Number has one number twice.
func Number(s *store) {
	go func() { s.parts[3]["x"]++ }() // want `write to s\.parts\[3\] conflicts with the write on line 17`
	s.parts[3]["x"]++
}

// Dots has a key with a character that places are made of.
func Dots(s *store) {
	go func() { s.parts["a.b"]["x"]++ }() // want `write to s\.parts\["a\.b"\] conflicts with the write on line 23`
	s.parts["a.b"]["x"]++
}

type set = map[string]int

func eleven() (a, b, c, d, e, f, g, h, i, j, k set) {
	return set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}
}

// Results has the eleventh result of a call.
func Results() {
	_, _, _, _, _, _, _, _, _, _, k := eleven()
	go func() { k["x"]++ }() // want `write to k conflicts with the write on line 36`
	k["x"]++
}
