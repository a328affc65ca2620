// Package gifts gives maps away and goes on to use them as if they were its own.
//
// Category: frozen-write
package gifts

import (
	"maps"
	"sync"
)

// Stats counts on a goroutine of its own, and sends what it counts.
type Stats struct {
	hits chan string
	ask  chan struct{}
	out  chan map[string]int
	n    map[string]int
}

// Start starts the goroutine.
func Start() *Stats {
	s := &Stats{hits: make(chan string), ask: make(chan struct{}), out: make(chan map[string]int), n: map[string]int{}}
	go s.loop()
	return s
}

func (s *Stats) loop() {
	for {
		select {
		case h := <-s.hits:
			s.count(h)
		case <-s.ask:
			s.out <- s.n
		}
	}
}

func (s *Stats) count(h string) {
	s.n[h]++ // want `write to s\.n in place conflicts with reads by others; the send on line 32 has given them the map`
}

// Tracker sends through a helper, which is called as a method value.
type Tracker struct {
	events chan event
	seen   map[string]bool
}

type event struct {
	id   int
	seen map[string]bool
}

func (t *Tracker) emit(id int, seen map[string]bool) { t.events <- event{id, seen} }

// Run adds to the map that it has sent.
func (t *Tracker) Run(ids <-chan string) {
	emit := t.emit
	for id := range ids {
		t.seen[id] = true // want `write to t\.seen in place conflicts with reads by others; the send on line \d+ has given them the map`
		emit(len(id), t.seen)
	}
}

// Twice sends one map to two channels, whose receivers change it.
func Twice(a, b chan map[string]int) {
	m := map[string]int{}
	a <- m
	b <- m
}

// Drain changes what it receives.
func Drain(in chan map[string]int) {
	for m := range in {
		delete(m, "first") // want `delete from m in place conflicts with reads by others; the send on line 6\d has given them the map`
	}
}

// job is sent by its address.
type job struct{ opts map[string]string }

// Submit changes the options of a job that others have.
func Submit(jobs chan<- *job) {
	j := &job{opts: map[string]string{}}
	jobs <- j
	j.opts["late"] = "yes" // want `write to j\.opts in place conflicts with reads by others; the send on line \d+ has given them the map`
}

// Fan has one map for all.
type Fan struct{ subs map[string]chan *note }

type note struct{ tags map[string]bool }

type sub struct{ in chan *note }

func (s *sub) run() {
	for {
		select {
		case n := <-s.in:
			n.mark()
		}
	}
}

func (n *note) mark() { n.tags["seen"] = true } // want `write to n\.tags in place conflicts with reads by others; the send on line \d+ has given them the map`

// Publish sends one map in several notes.
func (f *Fan) Publish() {
	tags := map[string]bool{}
	for _, s := range f.subs {
		s <- &note{tags}
	}
}

// Page is read by everybody.
type Page struct {
	title string
	base  map[string]string
	vars  map[string]string
}

// Vars refreshes what it has returned before.
func (p *Page) Vars() map[string]string {
	if p.vars == nil {
		p.vars = maps.Clone(p.base)
	}
	p.vars["title"] = p.title // want `write to p\.vars in place conflicts with reads by others; callers still have the map from an earlier return on line \d+`
	return p.vars
}

// Lazy fills its map with a helper.
type Lazy struct {
	all  []string
	done map[string]int
}

func (l *Lazy) fill() {
	for i, s := range l.all {
		l.done[s] = i // want `write to l\.done in place conflicts with reads by others`
	}
}

// Done calls the helper each time.
func (l *Lazy) Done() map[string]int {
	if l.done == nil {
		l.done = make(map[string]int)
	}
	l.fill()
	return l.done
}

// Engine is somebody else's.
type Engine interface{ Run(src Source) error }

// Source is what an engine asks.
type Source interface{ Next() int }

type source struct {
	mu  sync.Mutex
	got map[int]bool
}

func newSource() *source { return &source{got: map[int]bool{}} }

func (s *source) Next() int {
	out := make(chan int, 1)
	go func() {
		out <- 1
		s.mu.Lock()
		s.got[1] = true
		s.mu.Unlock()
	}()
	return <-out
}

// Count reads the map that the goroutines of the source may still write to.
func Count(e Engine) int {
	s := newSource()
	if e.Run(s) != nil {
		return 0
	}
	if s.got[1] { // want `read of s\.got without s\.mu conflicts with the write on line \d+`
		return 1
	}
	return 0
}

// Method gives away a method.
func Method(run func(next func() int)) int {
	s := &source{got: map[int]bool{}}
	run(s.Next)
	if s.got[1] { // want `read of s\.got without s\.mu conflicts with the write on line \d+`
		return 1
	}
	return 0
}

// Options is what an engine gets.
type Options struct {
	Name   string
	Source Source
}

// InOptions gives the source away in a struct.
func InOptions(run func(o Options)) int {
	s := newSource()
	run(Options{Name: "all", Source: s})
	return len(s.got) // want `len of s\.got without s\.mu conflicts with the write on line \d+`
}

// state is sent by its address, and kept.
type state struct{ peers map[string]int }

// Node has a state.
type Node struct {
	cur *state
	out chan<- *state
}

// Join changes the state that it has sent before.
func (n *Node) Join(peer string) {
	n.cur.peers[peer]++ // want `write to n\.cur\.peers in place conflicts with reads by others; the send on line \d+ has given them the map`
	n.out <- n.cur
}

type task struct{ seen map[int]bool }

// Pool sends one map to all workers.
func Pool(tasks chan task) {
	for range 4 {
		go work(tasks)
	}
	seen := map[int]bool{}
	for range 8 {
		tasks <- task{seen}
	}
}

func work(tasks chan task) {
	for t := range tasks {
		t.seen[1] = true // want `write to t\.seen in place conflicts with reads by others; the send on line \d+ has given them the map`
	}
}
