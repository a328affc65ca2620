package sharedcopy

import "sync"

// Counter has its lock beside the map.
type Counter struct {
	sync.Mutex
	hits map[string]int
}

func (c *Counter) Hit(k string) {
	c.Lock()
	c.hits[k]++
	c.Unlock()
}

func (c *Counter) Forget(k string) {
	c.Lock()
	delete(c.hits, k)
	c.Unlock()
}

// Runner is copied, the counter is not.
type Runner struct {
	name    string
	counter *Counter
}

func NewRunner(name string, c *Counter) Runner { return Runner{name: name, counter: c} }

func (r *Runner) Run() {
	r.counter.Hit(r.name)
	defer r.counter.Forget(r.name)
}

var counter = &Counter{hits: map[string]int{}}

// Start has a runner for each goroutine.
func Start(names []string) {
	for _, name := range names {
		go func() {
			r := NewRunner(name, counter)
			r.name += "!"
			r.Run()
		}()
	}
}
