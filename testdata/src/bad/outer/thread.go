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
		s.set.Add(name)
	}
}

// Has reads on the caller's goroutine.
func (s *Server) Has(name string) bool { return s.set.Has(name) } // want `call leads to a read of s\.set\.names at coll\.go:\d+, which is not synchronized with the write at coll\.go:\d+ \(goroutine started on line 14\)`

// Later starts the goroutine in a method.
type Later struct {
	in  chan string
	set *coll.Set
}

// Start starts it.
func (l *Later) Start() {
	go func() {
		for name := range l.in {
			l.set.Add(name)
		}
	}()
}

// Has reads on the caller's goroutine.
func (l *Later) Has(name string) bool { return l.set.Has(name) } // want `call leads to a read of l\.set\.names at coll\.go:\d+, which is not synchronized with the write at coll\.go:\d+ \(goroutine started on line 35\)`

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
		v.set.Add(name)
	}
}

// List ranges over the map without the set's methods.
func (v *Value) List() (out []string) {
	for name := range v.set.Names { // want `range over v\.set\.Names is not synchronized with the write at coll\.go:\d+ \(goroutine started on line 54\)`
		out = append(out, name)
	}
	return out
}
