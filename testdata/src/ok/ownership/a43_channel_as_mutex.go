// A43: a channel of capacity 1 used as a mutex.
//
// Safe because the kth receive on a channel with capacity C is synchronized
// before the completion of the k+Cth send: with C = 1 only one goroutine at a
// time is between acquire and release.
//
// Naive mistake: to know sync.Mutex only and to see unlocked accesses.
package ownership

import (
	"context"
	"sync"
)

// sendSemaphore acquires by a send and releases by a receive.
type sendSemaphore struct {
	sem chan struct{} // cap 1
	m   map[string]bool
}

func newSendSemaphore() *sendSemaphore {
	return &sendSemaphore{sem: make(chan struct{}, 1), m: map[string]bool{}}
}

func (r *sendSemaphore) mark(k string) {
	r.sem <- struct{}{}
	r.m[k] = true
	<-r.sem
}

func (r *sendSemaphore) unmark(k string) {
	r.sem <- struct{}{}
	defer func() { <-r.sem }()
	delete(r.m, k)
}

// marked gives up when the context ends.
func (r *sendSemaphore) marked(ctx context.Context, k string) bool {
	select {
	case r.sem <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-r.sem }()
	return r.m[k]
}

// tokenScanner acquires by a receive: the token lies in the channel at first.
type tokenScanner struct {
	token chan bool // cap 1, filled by newTokenScanner
	seen  map[string]int
}

func newTokenScanner() *tokenScanner {
	s := &tokenScanner{token: make(chan bool, 1), seen: make(map[string]int)}
	s.token <- true
	return s
}

func (s *tokenScanner) scan(dirs ...string) {
	<-s.token
	defer func() { s.token <- true }()
	for _, d := range dirs {
		s.seen[d]++
	}
}

func (s *tokenScanner) count() int {
	<-s.token
	n := len(s.seen)
	s.token <- true
	return n
}

// localSemaphore has channel and map in local variables.
func localSemaphore(keys []string) int {
	sem := make(chan struct{}, 1)
	m := map[string]int{}
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			m[k]++
			<-sem
		}()
	}
	sem <- struct{}{}
	n := len(m)
	<-sem
	wg.Wait()
	return n
}

// UseA43 uses them concurrently.
func UseA43() int {
	r := newSendSemaphore()
	s := newTokenScanner()
	ctx := context.Background()
	for _, k := range []string{"a", "b"} {
		go r.mark(k)
		go r.unmark(k)
		go r.marked(ctx, k)
		go s.scan(k, "c")
		go s.count()
	}
	r.mark("z")
	s.scan("z")
	if r.marked(ctx, "z") {
		return s.count() + localSemaphore([]string{"a", "b", "a"})
	}
	return 0
}
