// Package tokens hands maps around in channels with room for one.
package tokens

// A Desk has its map in a channel, and helpers that take it and put it back.
type Desk struct{ box chan map[int]string }

func Open() *Desk {
	d := &Desk{box: make(chan map[int]string, 1)}
	d.box <- map[int]string{}
	go d.sweep()
	return d
}

func (d *Desk) take() map[int]string { return <-d.box }

func (d *Desk) put(open map[int]string) { d.box <- open }

func (d *Desk) sweep() {
	for id := 0; ; id++ {
		open := d.take()
		delete(open, id)
		d.put(open)
	}
}

// Enter gives the map back when it is done.
func (d *Desk) Enter(id int, what string) {
	open := d.take()
	open[id] = what
	d.put(open)
}

// A Counter hands around a struct, in which the map is.
type Counter struct {
	state chan *state
	done  chan struct{}
}

type state struct{ byName map[string]int }

func NewCounter() *Counter {
	c := &Counter{state: make(chan *state, 1), done: make(chan struct{})}
	c.state <- &state{byName: map[string]int{}}
	go c.drain()
	return c
}

func (c *Counter) drain() {
	for {
		select {
		case s := <-c.state:
			clear(s.byName)
			c.state <- s
		case <-c.done:
			return
		}
	}
}

// Peek reads the map as long as nobody else has it.
func (c *Counter) Peek(name string) int {
	s := <-c.state
	defer func() { c.state <- s }()
	return s.byName[name]
}

// Run hands its map to goroutines in a local channel.
func Run(names []string) {
	box := make(chan map[string]bool, 1)
	box <- map[string]bool{}
	for _, name := range names {
		go func() {
			seen := <-box
			seen[name] = true
			box <- seen
		}()
	}
}

// Results gets a map of each goroutine for itself: what is received is not sent back.
func Results(names []string) []map[string]bool {
	out := make(chan map[string]bool, 1)
	for range names {
		go func() {
			m := map[string]bool{}
			out <- m
		}()
	}
	var all []map[string]bool
	for range names {
		m := <-out
		m["seen"] = true
		all = append(all, m)
	}
	return all
}

// A Tally has methods alone, which anybody may call.
type Tally struct{ free chan map[string]int }

// NewTally makes one.
func NewTally() *Tally {
	t := &Tally{free: make(chan map[string]int, 1)}
	t.free <- map[string]int{}
	return t
}

func (t *Tally) with(f func(map[string]int)) {
	m := <-t.free
	defer func() { t.free <- m }()
	f(m)
}

// Add writes while the map is out.
func (t *Tally) Add(name string) { t.with(func(m map[string]int) { m[name]++ }) }

// Begin takes the map, and End puts it back.
func (t *Tally) Begin(name string) map[string]int {
	m := <-t.free
	m[name] = 0
	return m
}

// End writes before it puts the map back.
func (t *Tally) End(m map[string]int, name string) {
	m[name] = 1
	t.free <- m
}

// Later gives the map to a goroutine, which puts it back.
func (t *Tally) Later(name string) {
	m := <-t.free
	go func() {
		m[name]++
		t.free <- m
	}()
}
