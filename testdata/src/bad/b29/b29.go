// Package b29 holds idiom B29, an actor is bypassed: the map belongs to the
// loop that serves the requests, but one getter reads it directly.
//
// Category: read-write
package b29

type request struct {
	key   string
	reply chan int
}

// Counter counts keys in a goroutine of its own.
type Counter struct {
	reqs chan request
	m    map[string]int
}

// NewCounter starts the loop.
func NewCounter() *Counter {
	c := &Counter{reqs: make(chan request), m: map[string]int{}}
	go c.run()
	return c
}

func (c *Counter) run() {
	for r := range c.reqs {
		c.m[r.key]++ // want `c\.m conflicts with`
		r.reply <- c.m[r.key]
	}
}

// Add counts key and returns the new count.
func (c *Counter) Add(key string) int {
	r := request{key, make(chan int)}
	c.reqs <- r
	return <-r.reply
}

// Len bypasses the loop.
func (c *Counter) Len() int { return len(c.m) }

// Close ends the loop.
func (c *Counter) Close() { close(c.reqs) }

// Run asks for the length while somebody else adds.
func Run() int {
	c := NewCounter()
	defer c.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Add("a")
	}()
	n := c.Len()
	<-done
	return n
}

// CounterFixed answers all questions in its loop.
type CounterFixed struct {
	reqs chan request
	m    map[string]int
}

// NewCounterFixed starts the loop.
func NewCounterFixed() *CounterFixed {
	c := &CounterFixed{reqs: make(chan request), m: map[string]int{}}
	go c.run()
	return c
}

func (c *CounterFixed) run() {
	for r := range c.reqs {
		if r.key == "" {
			r.reply <- len(c.m)
			continue
		}
		c.m[r.key]++
		r.reply <- c.m[r.key]
	}
}

func (c *CounterFixed) ask(key string) int {
	r := request{key, make(chan int)}
	c.reqs <- r
	return <-r.reply
}

// Add counts key and returns the new count.
func (c *CounterFixed) Add(key string) int { return c.ask(key) }

// Len asks the loop.
func (c *CounterFixed) Len() int { return c.ask("") }

// Close ends the loop.
func (c *CounterFixed) Close() { close(c.reqs) }

// RunFixed asks for the length while somebody else adds.
func RunFixed() int {
	c := NewCounterFixed()
	defer c.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Add("a")
	}()
	n := c.Len()
	<-done
	return n
}
