// Package chanlock uses channels in the way of a lock that are none: without a buffer,
// with room for several, or one for each key.
package chanlock

import (
	"net/http"
	"sync"
)

// Desk asks a goroutine over channels without a buffer: to be answered is no lock.
type Desk struct {
	ask, flip chan bool
	mu        sync.RWMutex
	notes     map[string]int
}

func (d *Desk) loop() {
	for on := true; ; {
		select {
		case <-d.ask:
		case on = <-d.flip:
		}
		d.ask <- on
	}
}

func (d *Desk) get() bool {
	d.ask <- true
	return <-d.ask
}

func (d *Desk) set(v bool) bool {
	d.flip <- v
	return <-d.ask
}

func (d *Desk) serve(w http.ResponseWriter, r *http.Request) {
	if !d.get() {
		d.set(true)
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	d.notes[r.URL.Path]++ // want `write to d\.notes while d\.mu is only read-locked`
}

// Open serves.
func Open() {
	d := &Desk{ask: make(chan bool), flip: make(chan bool), notes: map[string]int{}}
	go d.loop()
	http.HandleFunc("/", d.serve)
}

// pipe is a channel without a buffer, made by a function.
type pipe chan int

func newPipe() pipe { return make(pipe) }

// Total sends to others and receives what others send.
func Total(ns []int) map[int]int {
	out := map[int]int{}
	turn := newPipe()
	var wg sync.WaitGroup
	for _, n := range ns {
		wg.Go(func() {
			turn <- n
			out[n]++ // want `write to out conflicts with the same write in another goroutine`
			<-turn
		})
	}
	wg.Wait()
	return out
}

// Client lets several fetch at a time.
type Client struct {
	get   func(url string) int
	sizes map[string]int
}

func (c *Client) fetch(url string) int {
	n := c.get(url)
	c.sizes[url] = n // want `write to c\.sizes conflicts with the same write in another goroutine`
	return n
}

// All makes the channel, and starts the goroutines on a goroutine of its own.
func (c *Client) All(urls []string, atOnce int) <-chan int {
	out := make(chan int, len(urls))
	slots := make(chan struct{}, atOnce)
	go func() {
		var wg sync.WaitGroup
		for _, u := range urls {
			slots <- struct{}{}
			wg.Add(1)
			go func() {
				out <- c.fetch(u)
				<-slots
				wg.Done()
			}()
		}
		wg.Wait()
		close(out)
	}()
	return out
}

// Lengths gives the channel to a function.
func Lengths(names []string) map[string]int {
	return each(names, make(chan struct{}, 4))
}

func each(names []string, sem chan struct{}) map[string]int {
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			defer func() { <-sem }()
			out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
		}()
	}
	wg.Wait()
	return out
}

// tickets is a limiter of its own type.
type tickets struct{ free chan struct{} }

func newTickets(n int) *tickets { return &tickets{free: make(chan struct{}, n)} }

func (t *tickets) take() { t.free <- struct{}{} }
func (t *tickets) give() { <-t.free }

// Counts uses it.
func Counts(names []string) map[string]int {
	t := newTickets(3)
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			t.take()
			defer t.give()
			out[n]++ // want `write to out conflicts with the same write in another goroutine`
		})
	}
	wg.Wait()
	return out
}

// Plan has a channel for each step.
type Plan struct {
	after map[string][]string
	done  map[string]chan struct{}
	run   func(name string) int
}

// Run waits for the step's own channel and sends to those of others.
func (p *Plan) Run(names []string) map[string]int {
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			if c := p.done[n]; c != nil {
				<-c
			}
			out[n] = p.run(n) // want `write to out conflicts with the same write in another goroutine`
			for _, next := range p.after[n] {
				p.done[next] <- struct{}{}
			}
		})
	}
	wg.Wait()
	return out
}

// Ring has a channel for each place.
func Ring(gates []chan struct{}, run func(int) int) map[int]int {
	out := map[int]int{}
	var wg sync.WaitGroup
	for i := range gates {
		wg.Go(func() {
			<-gates[i]
			out[i] = run(i) // want `write to out conflicts with the same write in another goroutine`
			gates[i] <- struct{}{}
		})
	}
	wg.Wait()
	return out
}

// newBoth returns a name and a channel with room for several.
func newBoth() (string, chan struct{}) { return "both", make(chan struct{}, 2) }

// Second gets the channel as the second result of a function.
func Second(names []string) map[string]int {
	_, sem := newBoth()
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			sem <- struct{}{}
			out[n]++ // want `write to out conflicts with the same write in another goroutine`
			<-sem
		})
	}
	wg.Wait()
	return out
}
