// A20: several mutexes in a struct, each with its own map.
//
// Safe because each map has one mutex that is held at all its accesses.
//
// Naive mistake: to guess that the first mutex of the struct guards everything
// and to report the map which is always used under the other one.
package locks

import "sync"

type pubSub struct {
	handlersMu sync.RWMutex
	handlers   map[string]int

	capsMu sync.Mutex
	caps   map[string]int
}

func (p *pubSub) setHandler(k string, v int) {
	p.handlersMu.Lock()
	defer p.handlersMu.Unlock()
	p.handlers[k] = v
}

func (p *pubSub) handler(k string) int {
	p.handlersMu.RLock()
	defer p.handlersMu.RUnlock()
	return p.handlers[k]
}

func (p *pubSub) setCap(k string, v int) {
	p.capsMu.Lock()
	p.caps[k] = v
	p.capsMu.Unlock()
}

func (p *pubSub) cap(k string) int {
	p.capsMu.Lock()
	defer p.capsMu.Unlock()
	return p.caps[k]
}

// move holds both, each for its own map.
func (p *pubSub) move(k string) {
	p.handlersMu.Lock()
	defer p.handlersMu.Unlock()
	v := p.handlers[k]
	delete(p.handlers, k)

	p.capsMu.Lock()
	p.caps[k] += v
	p.capsMu.Unlock()
}

// copyOver holds one after the other.
func (p *pubSub) copyOver(k string) {
	p.handlersMu.RLock()
	v := p.handlers[k]
	p.handlersMu.RUnlock()
	p.capsMu.Lock()
	p.caps[k] = v
	p.capsMu.Unlock()
}

// bothHeld is written with both locks held and read under either of them: the
// writer excludes the readers of each kind.
type bothHeld struct {
	a, b sync.Mutex
	m    map[string]int
}

func (x *bothHeld) set(k string) {
	x.a.Lock()
	defer x.a.Unlock()
	x.b.Lock()
	defer x.b.Unlock()
	x.m[k]++
}

func (x *bothHeld) getA(k string) int {
	x.a.Lock()
	defer x.a.Unlock()
	return x.m[k]
}

func (x *bothHeld) getB(k string) int {
	x.b.Lock()
	defer x.b.Unlock()
	return x.m[k]
}

// UseA20 runs everything in parallel.
func UseA20() int {
	p := &pubSub{handlers: map[string]int{}, caps: map[string]int{}}
	x := &bothHeld{m: map[string]int{}}
	for i, k := range []string{"a", "b"} {
		go p.setHandler(k, i)
		go p.handler(k)
		go p.setCap(k, i)
		go p.cap(k)
		go p.move(k)
		go p.copyOver(k)
		go x.set(k)
		go x.getA(k)
		go x.getB(k)
	}
	p.setHandler("z", 1)
	p.move("z")
	x.set("z")
	return p.cap("z") + p.handler("z") + x.getA("z") + x.getB("z")
}
