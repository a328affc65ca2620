package b65

import (
	"sync"
	"time"
)

// A status word beside a shared map: the lock is for the map alone.

type Server struct {
	mu     sync.Mutex
	conns  map[string]int
	closed bool
	hits   int
	name   string
	limit  int
}

// NewServer returns a server with a goroutine of its own. What a constructor
// does comes before.
func NewServer() *Server {
	s := &Server{conns: map[string]int{}}
	s.closed = len(s.conns) > 9
	s.limit = 3
	go s.loop()
	return s
}

func (s *Server) loop() {
	for !s.closed {
		s.mu.Lock()
		clear(s.conns)
		if s.hits > s.limit {
			s.hits = 0
		}
		s.mu.Unlock()
		time.Sleep(time.Second)
	}
}

// Close tells the loop to end.
func (s *Server) Close() {
	s.closed = true // want `write to flag s\.closed conflicts with the read on line 30; the goroutine started on line 25 runs at the same time`
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, "x")
	s.hits++ // under the lock that the loop holds
}

// counter counts in every goroutine what it stores.
type counter struct {
	mu   sync.Mutex
	seen map[string]bool
	n    int
	sum  int
}

func (c *counter) add(k string) {
	c.n++ // want `write to counter c\.n conflicts with the same write in another goroutine; goroutines started on line \d+ run at the same time`
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[k] = true
	c.sum++
}

// Count adds in parallel.
func Count(ks []string) int {
	c := &counter{seen: map[string]bool{}}
	var wg sync.WaitGroup
	for _, k := range ks {
		wg.Go(func() { c.add(k) })
	}
	c.mu.Lock()
	clear(c.seen)
	c.mu.Unlock()
	if c.n > 9 {
		c.n = 9
	}
	wg.Wait()
	return c.n + c.sum
}

// What is no shared word stays silent.

// private has no map that goroutines share: its words are not looked at.
type private struct {
	done bool
	m    map[string]int
}

// PrivateOK polls a flag, which is a race, but none about maps.
func PrivateOK() {
	p := new(private)
	go func() { p.done = true }()
	for !p.done {
	}
}

// other has a map of its own, which nobody shares.
type other struct {
	done bool
	m    map[string]int
}

// elsewhereOK shares a map, but not the one beside the word.
func elsewhereOK() {
	c := &counter{seen: map[string]bool{}}
	o := &other{m: map[string]int{}}
	go func() {
		c.mu.Lock()
		c.seen["a"] = true
		c.mu.Unlock()
		o.done = true
	}()
	c.mu.Lock()
	c.seen["b"] = true
	c.mu.Unlock()
	o.m["a"]++
	for !o.done {
	}
}

// job has a map that is handed over: it is not shared, and so the word beside it
// is none of ours.
type job struct {
	m    map[string]int
	done bool
}

func jobOK() {
	j := &job{m: map[string]int{"a": 1}}
	j.m["b"] = 2
	go func() {
		j.m["c"] = 3
		j.done = true
	}()
	for !j.done {
	}
}

// level is data beside a map, not a status: it is no concern of this analyzer
// who sees which number.
type level struct {
	mu  sync.Mutex
	m   map[string]int
	top int
}

// levelOK keeps the greatest length.
func levelOK(k string) int {
	l := &level{m: map[string]int{}}
	go func() {
		l.mu.Lock()
		l.m[k]++
		l.mu.Unlock()
		l.top = len(k)
	}()
	l.mu.Lock()
	l.m[k]++
	l.mu.Unlock()
	if l.top > 9 {
		l.top = 0
	}
	return l.top
}

// CopyOK gives the goroutine a copy of the struct: the map is shared, the word
// is not.
func (s *Server) CopyOK() int {
	c := *s
	go func() {
		c.mu.Lock()
		c.conns["a"] = 1
		c.mu.Unlock()
		c.limit = 9
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns) + s.limit
}

// beforeOK sets the word before the goroutine starts, and reads it after it has
// ended.
func beforeOK() int {
	c := &counter{seen: map[string]bool{}}
	c.n = 7
	done := make(chan bool)
	go func() {
		c.mu.Lock()
		c.seen["a"] = true
		c.mu.Unlock()
		c.n++
		close(done)
	}()
	c.mu.Lock()
	c.seen["b"] = true
	c.mu.Unlock()
	<-done
	return c.n
}

// UseBeside runs them.
func UseBeside() int {
	s := NewServer()
	defer s.Close()
	PrivateOK()
	elsewhereOK()
	jobOK()
	levelOK("a")
	return Count(nil) + s.CopyOK() + beforeOK()
}
