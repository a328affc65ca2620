package outer

import (
	"sync"

	"ok/outer/coll"
)

// Server has a goroutine to which the set belongs: others ask it.
type Server struct {
	in  chan string
	ask chan chan int
	set *coll.Set
}

// NewServer starts it.
func NewServer(in chan string) *Server {
	s := &Server{in: in, ask: make(chan chan int), set: coll.New()}
	s.set.Add("first")
	go s.loop()
	return s
}

func (s *Server) loop() {
	for {
		select {
		case name := <-s.in:
			s.set.Add(name)
		case c := <-s.ask:
			c <- s.set.Len()
		}
	}
}

// Len asks the goroutine.
func (s *Server) Len() int {
	c := make(chan int)
	s.ask <- c
	return <-c
}

// Locked holds a lock of its own on both sides.
type Locked struct {
	mu  sync.Mutex
	in  chan string
	set *coll.Set
}

// NewLocked starts the goroutine.
func NewLocked(in chan string) *Locked {
	l := &Locked{in: in, set: coll.New()}
	go l.read()
	return l
}

func (l *Locked) read() {
	for name := range l.in {
		l.mu.Lock()
		l.set.Add(name)
		l.mu.Unlock()
	}
}

// Has holds the lock.
func (l *Locked) Has(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set.Has(name)
}

// Scratch has a set for each run of its goroutine.
type Scratch struct {
	in  chan string
	out chan int
}

// NewScratch starts the goroutine.
func NewScratch(in chan string) *Scratch {
	s := &Scratch{in: in, out: make(chan int)}
	go s.run()
	return s
}

func (s *Scratch) run() {
	seen := coll.New()
	for name := range s.in {
		seen.Add(name)
	}
	s.out <- seen.Len()
}

// Count has a set of its own.
func (s *Scratch) Count(names []string) int {
	seen := coll.New()
	for _, name := range names {
		seen.Add(name)
	}
	return seen.Len()
}

// User has a context of another package, of which it cannot see who else has it.
type User struct {
	ctx coll.Context
	in  chan string
}

// NewUser starts a goroutine.
func NewUser() *User {
	u := &User{ctx: coll.NewContext(), in: make(chan string)}
	go u.load()
	return u
}

func (u *User) load() {
	for name := range u.in {
		u.ctx.Load(name)
	}
}

// App asks the context.
func (u *User) App(name string) int { return u.ctx.App(name) }
