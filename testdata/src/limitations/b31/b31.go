// Package b31 holds idiom B31, sent on a channel and then mutated: the receiver
// has the same map, so what the sender does afterwards races with it.
//
// Category: lock-leak
//
// Missed because lock leaks, maps that leave their owner by a channel among
// them, are a category that is not implemented yet: what is received from
// p.updates is not known to be p.healthy.
package b31

import "maps"

type prober struct {
	healthy map[string]bool
	updates chan map[string]bool
}

func (p *prober) probe(pod string) {
	p.healthy[pod] = true
	p.updates <- p.healthy
	delete(p.healthy, "old") // missed: `delete from p.healthy conflicts with the range`
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
