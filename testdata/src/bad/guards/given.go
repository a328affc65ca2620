package guards

import "sync"

// A router keeps functions, of which nobody sees the calls.
type router struct{ routes map[string]func(string) }

func (r *router) handle(path string, f func(string)) { r.routes[path] = f }

type register struct {
	mu  sync.Mutex
	ids map[string]int
}

// routes gives methods away: their accesses count, although only the wrapper
// of the method value calls them.
func (g *register) routes(r *router) {
	r.handle("/add", g.add)
	r.handle("/drop", g.drop)
}

func (g *register) add(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ids[id]++
}

func (g *register) drop(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.ids, id)
}

// Has forgets the lock.
func (g *register) Has(id string) bool {
	return g.ids[id] > 0 // want `read of g\.ids without g\.mu conflicts with the \w+ on line \d+; .*; g\.mu is held there and in 1 more place`
}

// WithRoutes gives its object out.
func WithRoutes(r *router) *register {
	g := &register{ids: map[string]int{}}
	g.routes(r)
	return g
}

// A Foyer looks its desks up; what it does to them is its own doing, whoever
// calls it.
type Foyer struct {
	mu            sync.Mutex
	desks, closed map[string]*counter
}

type counter struct {
	mu    sync.Mutex
	queue map[string]int
}

// Enter leads to desks by two calls.
func (h *Foyer) Enter(name, who string) {
	h.enter(name, who)
	h.leave(name, who)
	h.peek(name)
}

func (h *Foyer) find(name string) *counter {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.desks[name]
}

func (h *Foyer) enter(name, who string) {
	d := h.find(name)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queue[who]++
}

func (h *Foyer) leave(name, who string) {
	d := h.find(name)
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.queue, who)
}

func (h *Foyer) peek(name string) int {
	d := h.find(name)
	return len(d.queue) // want `len of d\.queue without d\.mu conflicts with the \w+ on line \d+; .*; d\.mu is held there and in 1 more place`
}

// seek finds a counter in one of two places, so that nobody can say in which:
// the object is the caller's of seek, and nothing to its callers in turn.
func (h *Foyer) seek(name string) *counter {
	h.mu.Lock()
	defer h.mu.Unlock()
	if d := h.desks[name]; d != nil {
		return d
	}
	return h.closed[name]
}

// Visit leads to counters that only the functions in between know.
func (h *Foyer) Visit(name string) int {
	return h.visit(name)
}

func (h *Foyer) visit(name string) int {
	d := h.seek(name)
	return d.queue[name] // want `read of d\.queue without d\.mu conflicts with the \w+ on line \d+; .*; d\.mu is held there and in 1 more place`
}
