// Package b31 holds idiom B31, sent on a channel and then mutated: the receiver
// has the same map, so what the sender does afterwards races with it.
//
// Category: frozen-write
package b31

import "maps"

type prober struct {
	healthy map[string]bool
	updates chan map[string]bool
}

func (p *prober) probe(pod string) {
	p.healthy[pod] = true
	p.updates <- p.healthy
	delete(p.healthy, "old") // want `delete from p\.healthy in place conflicts with reads by others; the send on line 16 has given them the map`
}

// Run ranges over what the prober sends.
func Run() (n int) {
	p := &prober{healthy: map[string]bool{"old": true}, updates: make(chan map[string]bool)}
	go p.probe("a")
	for _, ok := range <-p.updates {
		if ok {
			n++
		}
	}
	return n
}

type proberFixed struct {
	healthy map[string]bool
	updates chan map[string]bool
}

func (p *proberFixed) probe(pod string) {
	p.healthy[pod] = true
	p.updates <- maps.Clone(p.healthy)
	delete(p.healthy, "old")
}

// RunFixed ranges over a clone.
func RunFixed() (n int) {
	p := &proberFixed{healthy: map[string]bool{"old": true}, updates: make(chan map[string]bool)}
	go p.probe("a")
	for _, ok := range <-p.updates {
		if ok {
			n++
		}
	}
	return n
}
