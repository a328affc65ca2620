// Package gifts lets go of the maps that it gives away, or gives away clones.
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

// loop begins a new map when it has sent one.
func (s *Stats) loop() {
	for {
		select {
		case h := <-s.hits:
			s.count(h)
		case <-s.ask:
			s.out <- s.n
			s.n = map[string]int{}
		}
	}
}

func (s *Stats) count(h string) { s.n[h]++ }

// Tracker sends clones through a helper.
type Tracker struct {
	events chan event
	seen   map[string]bool
}

type event struct {
	id   int
	seen map[string]bool
}

func (t *Tracker) emit(id int, seen map[string]bool) { t.events <- event{id, seen} }

// Run sends clones.
func (t *Tracker) Run(ids <-chan string) {
	emit := t.emit
	for id := range ids {
		t.seen[id] = true
		emit(len(id), maps.Clone(t.seen))
	}
}

// Batches makes a map for each batch.
func Batches(in <-chan string, out chan<- map[string]int) {
	for {
		batch := map[string]int{}
		for range 10 {
			batch[<-in]++
		}
		out <- batch
	}
}

// Reused sends what it has, and begins anew.
func Reused(in <-chan string, out chan<- map[string]int) {
	batch := map[string]int{}
	for s := range in {
		batch[s]++
		if len(batch) > 9 {
			out <- batch
			batch = map[string]int{}
		}
	}
}

// Twice sends two maps.
func Twice(a, b chan map[string]int) {
	m := map[string]int{}
	b <- maps.Clone(m)
	a <- m
}

// Drain changes what it receives.
func Drain(in chan map[string]int) {
	for m := range in {
		delete(m, "first")
	}
}

// job is sent by its address.
type job struct {
	opts map[string]string
	done chan bool
}

// Submit waits for the worker.
func Submit(jobs chan<- *job) {
	j := &job{opts: map[string]string{}, done: make(chan bool)}
	jobs <- j
	<-j.done
	j.opts["late"] = "yes"
}

// Ask waits for an answer.
func Ask(ask chan<- map[string]string, answer <-chan bool) map[string]string {
	m := map[string]string{}
	ask <- m
	<-answer
	m["asked"] = "yes"
	return m
}

// Fan has one map for all, which nobody changes.
type Fan struct{ subs map[string]chan *note }

type note struct{ tags map[string]bool }

type sub struct{ in chan *note }

func (s *sub) run() (n int) {
	for {
		select {
		case o := <-s.in:
			n += len(o.tags)
		}
	}
}

// Publish sends one map in several notes.
func (f *Fan) Publish() {
	tags := map[string]bool{"new": true}
	for _, s := range f.subs {
		s <- &note{tags}
	}
}

// Page is read by everybody.
type Page struct {
	base map[string]string
	vars map[string]string
}

// Vars fills its map once.
func (p *Page) Vars() map[string]string {
	if p.vars == nil {
		p.vars = maps.Clone(p.base)
		p.vars["base"] = "yes"
	}
	return p.vars
}

// Set is for those who set a page up.
func (p *Page) Set(k, v string) map[string]string {
	if p.vars == nil {
		p.vars = map[string]string{}
	}
	p.vars[k] = v
	return p.vars
}

// Engine is somebody else's.
type Engine interface{ Run(src Source) error }

// Source is what an engine asks.
type Source interface{ Next() int }

type source struct {
	mu  sync.Mutex
	wg  sync.WaitGroup
	got map[int]bool
}

func (s *source) Next() int {
	out := make(chan int, 1)
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		out <- 1
		s.mu.Lock()
		s.got[1] = true
		s.mu.Unlock()
	}()
	return <-out
}

// Count waits for the goroutines.
func Count(e Engine) int {
	s := &source{got: map[int]bool{}}
	if e.Run(s) != nil {
		return 0
	}
	s.wg.Wait()
	return len(s.got)
}

// Before reads the map before it lends the source.
func Before(e Engine) (int, error) {
	s := &source{got: map[int]bool{}}
	n := len(s.got)
	return n, e.Run(s)
}

// state is sent by its address, and replaced.
type state struct{ peers map[string]int }

// Node has a state.
type Node struct {
	cur *state
	out chan<- *state
}

// Join makes another state.
func (n *Node) Join(peer string) {
	peers := maps.Clone(n.cur.peers)
	peers[peer]++
	n.cur = &state{peers}
	n.out <- n.cur
}

// hub gets to know its clients by a channel, and does not look at their topics.
type hub struct {
	register chan *client
	clients  map[*client]bool
}

type client struct{ topics map[string]bool }

func (h *hub) run() {
	for c := range h.register {
		h.clients[c] = true
	}
}

// Join goes on with its client.
func (h *hub) Join(topic string) *client {
	c := &client{topics: map[string]bool{}}
	h.register <- c
	c.topics[topic] = true
	return c
}

type task struct{ seen map[int]bool }

// Pool sends each worker a map of its own.
func Pool(tasks chan task) {
	for range 4 {
		go work(tasks)
	}
	for range 8 {
		tasks <- task{map[int]bool{}}
	}
}

func work(tasks chan task) {
	for t := range tasks {
		t.seen[1] = true
	}
}
