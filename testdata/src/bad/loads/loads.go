// Package loads: a goroutine that loads something runs beside everybody.
package loads

import (
	"sync"
	"time"
)

type state struct {
	status map[string]int
	sync.RWMutex
}

type Pool struct {
	resync state
}

var shared *Pool

func NewPool() *Pool {
	p := &Pool{resync: state{status: make(map[string]int)}}
	go p.save()
	return p
}

func (p *Pool) save() {
	for range time.Tick(time.Second) {
		p.resync.RLock()
		for k := range p.resync.status {
			println(k)
		}
		p.resync.RUnlock()
	}
}

func (p *Pool) remove(k string) {
	p.resync.Lock()
	delete(p.resync.status, k)
	p.resync.Unlock()
}

func start(k string) {
	shared.resync.Lock()
	defer shared.resync.Unlock()
	shared.resync.status[k] = 1
}

func (p *Pool) initResync(names []string) {
	go p.loadResync(names)
}

func (p *Pool) loadResync(names []string) {
	for _, n := range names {
		p.resync.status[n] = 2 // want `write to p\.resync\.status without p\.resync conflicts with the \w+ on line \d+`
	}
}

func Main(names []string) {
	shared = NewPool()
	shared.initResync(names)
}

func Start(k string) { start(k) }

func Remove(k string) { shared.remove(k) }
