package b66

import (
	"sync"
	"sync/atomic"
)

// Gate is open or not, and everybody may ask. That nobody is seen to ask
// concurrently does not matter: who uses atomics says that it happens.
type Gate struct {
	mu    sync.Mutex
	open  int32
	calls uint64
	owner uint32
	m     map[string]int
}

// NewGate makes an open one; what a constructor does is before all else.
func NewGate() *Gate {
	g := &Gate{m: map[string]int{}}
	g.open = 1
	return g
}

// Open opens it.
func (g *Gate) Open() { atomic.StoreInt32(&g.open, 1) }

// Shut forgets the atomics.
func (g *Gate) Shut() {
	g.open = 0 // want `plain write to g\.open conflicts with the atomic write on line 26`
}

// IsOpen forgets them too.
func (g *Gate) IsOpen() bool {
	return g.open == 1 // want `plain read of g\.open conflicts with the atomic write on line 26`
}

// Pass counts.
func (g *Gate) Pass() { defer atomic.AddUint64(&g.calls, 1) }

// Calls reads as it should.
func (g *Gate) Calls() uint64 { return atomic.LoadUint64(&g.calls) }

// Take sets the owner under the lock, atomically for those who ask without it.
func (g *Gate) Take(id uint32) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.owner == 0 { // fine: all who write hold the lock
		atomic.StoreUint32(&g.owner, id)
	}
}

// Owner asks without the lock.
func (g *Gate) Owner() uint32 { return atomic.LoadUint32(&g.owner) }

// Drop writes plainly, which the lock does not keep from Owner.
func (g *Gate) Drop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.owner = 0 // want `plain write to g\.owner conflicts with the atomic read on line 54; Gate\.Drop and Gate\.Owner can run at the same time; only the read is atomic$`
}

// total is a package variable.
var total int64

// Add adds to the total.
func Add(n int64) { atomic.AddInt64(&total, n) }

// Total reads it plainly.
func Total() int64 {
	return total // want `plain read of total conflicts with the atomic write on line 67`
}

// SumOK reads the counter of an object of its own when all are done.
func SumOK() int64 {
	var s struct{ n int64 }
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { atomic.AddInt64(&s.n, 1) })
	}
	wg.Wait()
	return s.n
}

// Pool counts in goroutines.
type Pool struct {
	wg sync.WaitGroup
	n  int64
}

// RunOK reads plainly when all are done, and writes plainly after that.
func (p *Pool) RunOK() int64 {
	for range 4 {
		p.wg.Go(func() { atomic.AddInt64(&p.n, 1) })
	}
	p.wg.Wait()
	n := p.n
	p.n = 0
	return n
}

// part is a part of two things, of which one is used atomically.
type part struct{ n uint64 }

// Engine has a part.
type Engine struct{ part part }

// Inc counts atomically.
func (e *Engine) Inc() { atomic.AddUint64(&e.part.n, 1) }

// Wheel has another part.
type Wheel struct{ part part }

// TurnOK counts plainly.
func (w *Wheel) TurnOK() { w.part.n++ }

// onlyAtomicOK has one kind of access only.
type onlyAtomicOK struct{ n uint32 }

func (o *onlyAtomicOK) inc() bool { return atomic.CompareAndSwapUint32(&o.n, 0, 1) }

// CopyOK reads a copy.
func (g Gate) CopyOK() uint64 { return g.calls }

var hits int64

func init() { hits = 7 } // before all else

// Hit is all that happens later.
func Hit() int64 { return atomic.AddInt64(&hits, 1) }

// UseDiscipline keeps what is not exported.
func UseDiscipline() bool { return new(onlyAtomicOK).inc() }
