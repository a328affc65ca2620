// Package chanlock uses channels with room for one as locks: by the memory model the
// receive of one goroutine comes before the send of the next is complete.
package chanlock

import (
	"net/http"
	"sync"
)

// Desk asks a goroutine over channels without a buffer, and locks.
type Desk struct {
	ask   chan bool
	mu    sync.RWMutex
	notes map[string]int
}

func (d *Desk) loop() {
	for range d.ask {
		d.ask <- true
	}
}

func (d *Desk) get() bool {
	d.ask <- true
	return <-d.ask
}

func (d *Desk) serve(w http.ResponseWriter, r *http.Request) {
	d.get()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes[r.URL.Path]++
}

// Open serves.
func Open() {
	d := &Desk{ask: make(chan bool), notes: map[string]int{}}
	go d.loop()
	http.HandleFunc("/", d.serve)
}

// gate is a channel with room for one, made by a function.
type gate chan struct{}

func newGate() gate { return make(gate, 1) }

// Total lets one in.
func Total(ns []int) map[int]int {
	out := map[int]int{}
	turn := newGate()
	var wg sync.WaitGroup
	for _, n := range ns {
		wg.Go(func() {
			turn <- struct{}{}
			out[n]++
			<-turn
		})
	}
	wg.Wait()
	return out
}

// Client lets one fetch at a time.
type Client struct {
	get   func(url string) int
	sizes map[string]int
}

func (c *Client) fetch(url string) int {
	n := c.get(url)
	c.sizes[url] = n
	return n
}

// All makes the channel, and starts the goroutines on a goroutine of its own.
func (c *Client) All(urls []string) <-chan int {
	out := make(chan int, len(urls))
	slots := make(chan struct{}, 1)
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
	return each(names, make(chan struct{}, 1))
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
			out[n] = len(n)
		}()
	}
	wg.Wait()
	return out
}

// tickets is a limiter of its own type, which is made for one.
type tickets struct{ free chan struct{} }

func newTickets(n int) *tickets { return &tickets{free: make(chan struct{}, n)} }

func (t *tickets) take() { t.free <- struct{}{} }
func (t *tickets) give() { <-t.free }

// Counts uses it.
func Counts(names []string) map[string]int {
	t := newTickets(1)
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			t.take()
			defer t.give()
			out[n]++
		})
	}
	wg.Wait()
	return out
}

// Token has a token in a channel with room for one: who has it may write.
func Token(names []string) map[string]int {
	token := make(chan struct{}, 1)
	token <- struct{}{}
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			<-token
			out[n]++
			token <- struct{}{}
		})
	}
	wg.Wait()
	return out
}
