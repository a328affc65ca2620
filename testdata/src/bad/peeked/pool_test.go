package peeked

import (
	"sync"
	"testing"
)

func TestPending(t *testing.T) {
	p := newPool()
	if len(p.pending) > 1 { // want `len of p\.pending without p\.mu conflicts with the write at pool\.go:29; the goroutine started at pool\.go:15 runs at the same time; p\.mu is held there, as in 5 more places of the tests`
		t.Fatal("too many")
	}
	if p.pending["a"] > 1 {
		t.Fatal("too many")
	}
}

func TestQueued(t *testing.T) {
	p := newPool()
	if len(p.queued) > 1 {
		t.Fatal("too many")
	}
}

// The call is the test's mistake: all others hold the lock.
func TestPromote(t *testing.T) {
	p := newPool()
	p.promote("b")
}

// What the test itself starts is told of each time.
func TestOwn(t *testing.T) {
	p := &pool{pending: map[string]int{}, queued: map[string]int{}}
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.pending["a"], p.queued["a"] = 1, 1
	}()
	delete(p.pending, "b") // want `delete from p.pending without p\.mu conflicts with the write on line 37; the goroutine started on line 34 runs at the same time; p\.mu is held there`
	delete(p.queued, "b")  // want `delete from p.queued without p\.mu conflicts with the write on line 37.*`
}

// recorder is the test's own, and so are all mistakes with it.
type recorder struct {
	mu   sync.Mutex
	seen map[string]bool
	dead map[string]bool
}

func (r *recorder) ping(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[key] = !r.dead[key]
}

func TestWatch(t *testing.T) {
	p := &pool{}
	r := &recorder{seen: map[string]bool{}, dead: map[string]bool{}}
	p.watch(r)
	r.dead["a"] = true   // want `write to r.dead without pool\.mu conflicts with the read on line 53.*`
	if len(r.seen) > 1 { // want `len of r.seen without pool\.mu conflicts with the write on line 53.*`
		t.Fatal("too many")
	}
}
