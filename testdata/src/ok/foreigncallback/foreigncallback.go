// Package foreigncallback passes functions to code of others. Nothing says that these run on
// several goroutines at once, or they lock what they share.
package foreigncallback

import (
	"sync"
	"sync/atomic"
)

// Prober finds the open ports of a host.
type Prober interface {
	Probe(host string, found func(port int)) error
}

// Sweep counts plainly.
func Sweep(hosts []string, p Prober) (map[int]string, int) {
	open := map[int]string{}
	n := 0
	for _, h := range hosts {
		p.Probe(h, func(port int) {
			n++
			open[port] = h
		})
	}
	return open, n
}

// Locked locks the map with the counter.
func Locked(host string, p Prober) (map[int]string, int) {
	var mu sync.Mutex
	open := map[int]string{}
	n := 0
	p.Probe(host, func(port int) {
		mu.Lock()
		defer mu.Unlock()
		n++
		open[port] = host
	})
	return open, n
}

// Scanner has a counter for those who watch it.
type Scanner struct{ probed atomic.Int64 }

// Scan counts for the others that have the scanner.
func (s *Scanner) Scan(host string, p Prober) map[int]string {
	open := map[int]string{}
	p.Probe(host, func(port int) {
		s.probed.Add(1)
		open[port] = host
	})
	return open
}

// Watched counts for a goroutine that shows how far it is.
func Watched(host string, p Prober, show func(int64), done chan bool) map[int]string {
	var n atomic.Int64
	go func() {
		for range done {
			show(n.Load())
		}
	}()
	open := map[int]string{}
	p.Probe(host, func(port int) {
		n.Add(1)
		open[port] = host
	})
	return open
}

// Own has a map in each call.
func Own(host string, p Prober) int64 {
	var n atomic.Int64
	p.Probe(host, func(port int) {
		seen := map[int]bool{}
		seen[port] = true
		n.Add(int64(len(seen)))
	})
	return n.Load()
}
