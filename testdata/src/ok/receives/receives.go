// Package receives has goroutines that get objects over a channel, which nobody else uses
// meanwhile.
package receives

import "sync"

type member struct {
	seen map[string]bool
	conn *conn
}

type conn struct {
	in     chan string
	onNote func(string)
}

func newConn(f func(string)) *conn { return &conn{in: make(chan string), onNote: f} }

func (c *conn) start() { go c.read() }

func (c *conn) read() {
	for s := range c.in {
		c.onNote(s)
	}
}

func (m *member) note(s string) { m.seen[s] = true }

func (m *member) greet(s string) {
	if !m.seen[s] {
		m.seen[s] = true
	}
}

type Hub struct {
	join chan *member
	quit chan bool
}

func New() *Hub {
	h := &Hub{join: make(chan *member)}
	go h.run()
	return h
}

// run starts the connection when it has used the member.
func (h *Hub) run() {
	for {
		select {
		case m := <-h.join:
			m.greet("welcome")
			m.conn.start()
		case <-h.quit:
			return
		}
	}
}

func (h *Hub) add(m *member) { h.join <- m }

func (h *Hub) Add() {
	m := &member{seen: map[string]bool{}}
	m.conn = newConn(m.note)
	m.greet("hello")
	h.add(m)
}

type user struct {
	mu    sync.Mutex
	marks map[string]int
	conn  *conn
}

type Room struct{ users chan *user }

func (r *Room) Open() {
	go func() {
		for u := range r.users {
			u.mark("open")
		}
	}()
}

func (u *user) mark(s string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.marks[s]++
}

// Enter has a literal for the connection.
func (r *Room) Enter() {
	u := &user{marks: map[string]int{}}
	u.conn = newConn(func(s string) { u.mark(s) })
	u.conn.start()
	r.users <- u
}

type job struct {
	args map[string]int
	done chan error
}

type Pool struct{ jobs chan *job }

func (p *Pool) work() {
	for j := range p.jobs {
		j.args["result"] = j.args["n"]
		j.done <- nil
	}
}

// Start starts a worker.
func (p *Pool) Start() { go p.work() }

// Submit has a new job for each.
func (p *Pool) Submit(ns []int) {
	for _, n := range ns {
		j := &job{args: map[string]int{}}
		j.args["n"] = n
		p.jobs <- j
	}
}

// Ask waits for the answer.
func (p *Pool) Ask() (map[string]int, error) {
	done := make(chan error)
	j := &job{args: map[string]int{}, done: done}
	p.jobs <- j
	err := <-done
	j.args["asked"]++
	return j.args, err
}
