// Package atomic has words that are atomic in one place and plain in another.
package atomic

import (
	"fmt"
	"sync"
	"sync/atomic"
)

const (
	writing = 1 << iota
	growing
)

type stats struct {
	n, m uint32
	sum  int64
}

func (s *stats) add() {
	atomic.AddUint32(&s.n, 1)
	atomic.AddUint32(&s.m, 1)
	atomic.AddInt64(&s.sum, 1)
}

func (s *stats) ready() bool {
	return s.n > 0 // want `plain read of s\.n conflicts with`
}

func (s *stats) reset(by int64) {
	s.sum = 0 // want `plain write to s\.sum conflicts with`
	s.sum -= by
	s.sum++
	s.m-- // want `plain write to flag s\.m conflicts with the atomic write on line 22`
	s.m -= 2
	if s.m&writing == 0 {
		s.m |= writing
		s.m &^= growing
	}
}

// Run asks while another goroutine adds.
func Run() bool {
	s := new(stats)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.add()
	}()
	ok := s.ready()
	s.reset(1)
	<-done
	return ok
}

func newStats() *stats {
	s := &stats{}
	s.n = 1
	return s
}

type table struct {
	mu    sync.Mutex
	m     map[string]int
	flags uint8
	hits  int
	mode  mode
}

type mode int

const open mode = 1

func (t *table) put(k string) {
	t.flags |= writing // want `write to flag t\.flags conflicts with the read on line 87`
	t.hits++           // want `write to counter t\.hits conflicts with the same write in another goroutine`
	t.mode = open      // want `write to flag t\.mode conflicts with the write on line 107`
	t.mu.Lock()
	t.m[k]++
	t.mu.Unlock()
	t.flags &^= writing
	if t.hits > 9 {
		t.hits = 0
	}
}

func (t *table) busy() bool { return t.flags&writing != 0 }

func (t *table) loop() {
	for range 9 {
		t.put("a")
		if t.mode == open {
			fmt.Println(t.flags, t.hits, t.mode)
		}
	}
}

// Start starts goroutines that use the table.
func Start() bool {
	t := &table{m: map[string]int{}}
	for range 2 {
		go t.loop()
	}
	t.mu.Lock()
	clear(t.m)
	t.mu.Unlock()
	t.mode = 0
	return t.busy()
}

// Literal is set in a literal, and its address goes elsewhere.
type Literal struct {
	n, m uint32
	M    uint32
}

func (l *Literal) add() {
	atomic.AddUint32(&l.n, 1)
	atomic.AddUint32(&l.m, 1)
}

func (l *Literal) set(k string) {
	l.n = l.n + uint32(len(k)) // want `plain write to l\.n conflicts with`
	scan(&l.m)
	l.m = 3 // want `plain write to l\.m conflicts with`
}

func scan(*uint32) {}

type preset struct{ n uint32 }

func newPreset() *preset { return &preset{n: 3} }

func (p *preset) add() { atomic.AddUint32(&p.n, 1) }

func (p *preset) get() uint32 {
	return p.n // want `plain read of p\.n conflicts with`
}

// RunPreset adds beside itself.
func RunPreset() uint32 {
	p := newPreset()
	go p.add()
	return p.get()
}

// RunLiteral adds beside itself.
func RunLiteral() {
	l := new(Literal)
	go l.add()
	l.set("a")
	newStats().add()
}

// Server has a flag that says that it is over.
type Server struct {
	mu     sync.Mutex
	conns  map[string]int
	closed bool // set by Close
}

// NewServer returns a server with a goroutine of its own.
func NewServer() *Server {
	s := &Server{conns: map[string]int{}}
	go s.loop()
	return s
}

func (s *Server) loop() {
	for !s.closed {
		s.mu.Lock()
		clear(s.conns)
		s.mu.Unlock()
	}
}

// Close tells the loop to end.
func (s *Server) Close() {
	if s.closed {
		return
	}
	s.closed = true // want `write to flag s\.closed conflicts with the read on line 170`
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, "x")
}

// Public has a word that other packages may use.
type Public struct {
	mu     sync.Mutex
	conns  map[string]int
	Closed bool
}

// NewPublic returns one with a goroutine of its own.
func NewPublic() *Public {
	s := &Public{conns: map[string]int{}}
	go s.loop()
	return s
}

func (s *Public) loop() {
	for !s.Closed {
		s.mu.Lock()
		clear(s.conns)
		s.mu.Unlock()
	}
}

// Close tells the loop to end.
func (s *Public) Close() {
	s.Closed = true // want `write to flag s\.Closed conflicts with the read on line 203`
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, "x")
}
