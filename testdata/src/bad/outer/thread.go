package outer

import "bad/outer/coll"

// Server has a goroutine that adds to a set which another package declares.
type Server struct {
	in  chan string
	set *coll.Set
}

// NewServer starts it.
func NewServer(in chan string) *Server {
	s := &Server{in: in, set: coll.New()}
	go s.read()
	return s
}

func (s *Server) read() {
	for name := range s.in {
		s.set.Add(name) // want `call leads to a write to s\.set\.names at coll\.go:\d+, which is not synchronized with the read at coll\.go:\d+ \(goroutine started on line 14\)`
	}
}

// Has reads on the caller's goroutine.
func (s *Server) Has(name string) bool { return s.set.Has(name) }

// Later starts the goroutine in a method.
type Later struct {
	in  chan string
	set *coll.Set
}

// Start starts it.
func (l *Later) Start() {
	go func() {
		for name := range l.in {
			l.set.Add(name) // want `call leads to a write to l\.set\.names at coll\.go:\d+, which is not synchronized with the read at coll\.go:\d+ \(goroutine started on line 35\)`
		}
	}()
}

// Has reads on the caller's goroutine.
func (l *Later) Has(name string) bool { return l.set.Has(name) }

// Value has the set as a part.
type Value struct {
	in  chan string
	set coll.Open
}

// NewValue initialises a variable.
func NewValue(in chan string) *Value {
	v := Value{in: in, set: coll.Open{Names: map[string]bool{}}}
	go v.read()
	return &v
}

func (v *Value) read() {
	for name := range v.in {
		v.set.Add(name) // want `call leads to a write to v\.set\.Names at coll\.go:\d+, which is not synchronized with the range on line \d+ \(goroutine started on line 54\)`
	}
}

// List ranges over the map without the set's methods.
func (v *Value) List() (out []string) {
	for name := range v.set.Names {
		out = append(out, name)
	}
	return out
}
