// Package foreigncallback passes functions to code of others, which may call them on several
// goroutines at once: they synchronize a counter, and not their map.
package foreigncallback

import (
	"sync"
	"sync/atomic"
)

// Prober finds the open ports of a host.
type Prober interface {
	Probe(host string, found func(port int)) error
	ProbeWith(host string, o Options) error
}

// Options has callbacks.
type Options struct {
	Found func(port int)
	Bad   func(port int)
}

// Sweep counts with a type of sync/atomic.
func Sweep(hosts []string, p Prober) (map[int]string, int64) {
	open := map[int]string{}
	var n atomic.Int64
	for _, h := range hosts {
		p.Probe(h, func(port int) {
			n.Add(1)
			open[port] = h // want `write to open conflicts with the same write in another goroutine; the callback on line 27 can run many times at once; no lock protects it`
		})
	}
	return open, n.Load()
}

// SweepInto has a callback in a variable, with a function of sync/atomic in a helper.
func SweepInto(open map[int]string, host string, probe func(string, func(int))) int64 {
	var n int64
	found := func(port int) {
		count(&n)
		open[port] = host // want `write to open conflicts`
	}
	probe(host, found)
	return n
}

func count(n *int64) { atomic.AddInt64(n, 1) }

// SweepAll has two callbacks in a struct, with a lock for one thing.
func SweepAll(host string, p Prober) (map[int]bool, []int) {
	var mu sync.Mutex
	var bad []int
	open := map[int]bool{}
	p.ProbeWith(host, Options{
		Found: func(port int) {
			mu.Lock()
			bad = append(bad, port)
			mu.Unlock()
			open[port] = true // want `write to open conflicts`
		},
		Bad: func(port int) {
			mu.Lock()
			defer mu.Unlock()
			bad = append(bad, port)
		},
	})
	return open, bad
}

type collector struct {
	n    atomic.Int64
	open map[int]bool
}

func (c *collector) found(port int) {
	c.n.Add(1)
	c.open[port] = true // want `write to c.open conflicts`
}

// Collect passes a method of an object that it makes.
func Collect(host string, p Prober) map[int]bool {
	c := &collector{open: map[int]bool{}}
	p.Probe(host, c.found)
	return c.open
}
