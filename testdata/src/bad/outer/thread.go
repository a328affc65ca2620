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
func (s *Server) Has(name string) bool { return s.set.Has(name) } // want `this call's read of s\.set\.names at coll\.go:31 conflicts with the write at coll\.go:28 through the call on line \d+; the goroutine started on line \d+ runs at the same time`

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
func (l *Later) Has(name string) bool { return l.set.Has(name) } // want `this call's read of l\.set\.names at coll\.go:31 conflicts with the write at coll\.go:28 through the call on line \d+; the goroutine started on line \d+ runs at the same time`

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
	for name := range v.set.Names { // want `range over v\.set\.Names conflicts with the write at coll\.go:63 through the call on line \d+; the goroutine started on line \d+ runs at the same time`
		out = append(out, name)
	}
	return out
}
