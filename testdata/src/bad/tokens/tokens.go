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

// Enter gives the map back too early.
func (d *Desk) Enter(id int, what string) {
	open := d.take()
	d.put(open)
	open[id] = what // want `write to open \(box\) conflicts with the delete on line 21`
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

// Peek reads the map when others may have it.
func (c *Counter) Peek(name string) int {
	s := <-c.state
	c.state <- s
	return s.byName[name] // want `read of s.byName conflicts with the clear on line 52`
}

// Run hands its map to goroutines in a local channel.
func Run(names []string) {
	box := make(chan map[string]bool, 1)
	box <- map[string]bool{}
	for _, name := range names {
		go func() {
			seen := <-box
			box <- seen
			seen[name] = true // want `write to seen conflicts with the same write in another goroutine`
		}()
	}
}

// A Tally has methods alone, which anybody may call.
type Tally struct{ free chan map[string]int }

// NewTally makes one.
func NewTally() *Tally {
	t := &Tally{free: make(chan map[string]int, 1)}
	t.free <- map[string]int{}
	return t
}

// Add has the map while it writes.
func (t *Tally) Add(name string) {
	m := <-t.free
	m[name]++
	t.free <- m
}

// Late writes when it has given the map back.
func (t *Tally) Late(name string) {
	m := <-t.free
	t.free <- m
	m[name]++ // want `write to m \(free\) conflicts with the write on line \d+; .* only the other write takes the semaphore Tally.free`
}
