// Package receives has goroutines that get objects over a channel, which others have too.
package receives

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

func (m *member) note(s string) {
	m.seen[s] = true // want "the goroutine started on line 16 runs at the same time"
}

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

func (h *Hub) run() {
	for {
		select {
		case m := <-h.join:
			m.greet("welcome")
		case <-h.quit:
			return
		}
	}
}

func (h *Hub) add(m *member) { h.join <- m }

// Add starts the connection, and then hands the member over.
func (h *Hub) Add() {
	m := &member{seen: map[string]bool{}}
	m.conn = newConn(m.note)
	m.conn.start()
	h.add(m)
}

type user struct {
	marks map[string]int
	conn  *conn
}

type Room struct{ users chan *user }

func (r *Room) Open() {
	go func() {
		for u := range r.users {
			u.marks["open"]++ // want "conflicts with the write on line 85"
		}
	}()
}

// Enter has a literal for the connection.
func (r *Room) Enter() {
	u := &user{marks: map[string]int{}}
	u.conn = newConn(func(s string) {
		u.marks[s]++
	})
	u.conn.start()
	r.users <- u
}

type job struct{ args map[string]int }

type Pool struct{ jobs chan *job }

func (p *Pool) work() {
	for j := range p.jobs {
		println(j.args["n"])
	}
}

// Start starts a worker.
func (p *Pool) Start() { go p.work() }

// Submit uses one job again and again.
func (p *Pool) Submit(ns []int) {
	j := &job{args: map[string]int{}}
	for _, n := range ns {
		j.args["n"] = n // want "conflicts with the read"
		p.jobs <- j
	}
}
