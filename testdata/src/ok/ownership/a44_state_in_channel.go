// A44: the state lives inside a channel of capacity 1 (a "box").
//
// Safe because only who has received the map may use it, and sending it back is
// synchronized before the next receive.
//
// Naive mistake: to follow the map through the channel into many goroutines and
// to see unlocked writes to one object.
package ownership

// boxedConn has the map itself in the box.
type boxedConn struct {
	box chan map[int]bool
}

func newBoxedConn() *boxedConn {
	c := &boxedConn{box: make(chan map[int]bool, 1)}
	c.box <- map[int]bool{}
	return c
}

func (c *boxedConn) add(id int) {
	m := <-c.box
	m[id] = true
	c.box <- m
}

func (c *boxedConn) drop(id int) bool {
	m := <-c.box
	defer func() { c.box <- m }()
	if !m[id] {
		return false
	}
	delete(m, id)
	return true
}

// boxState is a struct with maps that travels by pointer.
type boxState struct {
	conns map[string]int
	total int
}

type boxedServer struct {
	s chan *boxState
}

func newBoxedServer() *boxedServer {
	h := &boxedServer{s: make(chan *boxState, 1)}
	h.s <- &boxState{conns: make(map[string]int)}
	return h
}

func (h *boxedServer) serve(name string) {
	s := <-h.s
	s.conns[name]++
	s.total++
	h.s <- s
}

func (h *boxedServer) with(f func(*boxState)) {
	s := <-h.s
	f(s)
	h.s <- s
}

func (h *boxedServer) count() (n int) {
	h.with(func(s *boxState) { n = len(s.conns) })
	return n
}

// lazyBox starts empty; the first user makes the map.
type lazyBox struct {
	empty chan struct{}
	full  chan map[string]int
}

func newLazyBox() *lazyBox {
	b := &lazyBox{empty: make(chan struct{}, 1), full: make(chan map[string]int, 1)}
	b.empty <- struct{}{}
	return b
}

func (b *lazyBox) inc(k string) int {
	var m map[string]int
	select {
	case m = <-b.full:
	case <-b.empty:
		m = map[string]int{}
	}
	m[k]++
	n := m[k]
	b.full <- m
	return n
}

// UseA44 takes turns from several goroutines.
func UseA44() int {
	c := newBoxedConn()
	h := newBoxedServer()
	b := newLazyBox()
	for i := range 3 {
		go c.add(i)
		go c.drop(i)
		go h.serve("a")
		go h.count()
		go h.with(func(s *boxState) { delete(s.conns, "b") })
		go b.inc("k")
	}
	c.add(9)
	h.serve("z")
	if c.drop(9) {
		return h.count() + b.inc("k")
	}
	return 0
}
