// A41: a deferred function literal that takes the lock itself.
//
// Safe because the deferred literal locks around its access, whatever was held
// or not in the body of the function.
//
// Naive mistake: not to analyse deferred literals with their own locking, or to
// run them with the locks held at the place of the defer statement.
package locks

import "sync"

type deferBuilder struct {
	mu   sync.Mutex
	jobs map[string]int
}

func (b *deferBuilder) build(id string) {
	b.mu.Lock()
	b.jobs[id] = 1
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.jobs, id)
		b.mu.Unlock()
	}()
	_ = b.count()
}

// buildDeferred has a deferred Unlock in the deferred literal.
func (b *deferBuilder) buildDeferred(id string) (n int) {
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.jobs[id]--
		n = b.jobs[id]
	}()
	b.mu.Lock()
	b.jobs[id]++
	b.mu.Unlock()
	return 0
}

// finish is a deferred method that locks.
func (b *deferBuilder) finish(id string) {
	b.mu.Lock()
	delete(b.jobs, id)
	b.mu.Unlock()
}

func (b *deferBuilder) run(ids []string) {
	for _, id := range ids {
		defer b.finish(id)
		b.build(id)
	}
}

// unlockInLiteral accesses and unlocks in one deferred literal.
func (b *deferBuilder) unlockInLiteral(id string) {
	b.mu.Lock()
	defer func() {
		delete(b.jobs, id)
		b.mu.Unlock()
	}()
	b.jobs[id] = 2
}

func (b *deferBuilder) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.jobs)
}

// UseA41 builds concurrently.
func UseA41() int {
	b := &deferBuilder{jobs: map[string]int{}}
	for _, id := range []string{"a", "b"} {
		go b.build(id)
		go b.buildDeferred(id)
		go b.run([]string{id, "c"})
		go b.unlockInLiteral(id)
	}
	go func() {
		defer func() {
			b.mu.Lock()
			b.jobs["literal"]++
			b.mu.Unlock()
		}()
	}()
	b.build("z")
	b.unlockInLiteral("y")
	return b.buildDeferred("z") + b.count()
}
