// A function waits for a goroutine or gives up, and its result tells which of the two.
package order

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errTimeout = errors.New("timeout")

// Sampler has one goroutine, which alone writes.
type Sampler struct {
	mu     sync.RWMutex
	values map[string]int
	quit   chan struct{}
	ended  chan struct{}
}

func NewSampler() *Sampler {
	return &Sampler{values: map[string]int{}, quit: make(chan struct{}), ended: make(chan struct{})}
}

func (s *Sampler) Start() { go s.loop() }

func (s *Sampler) loop() {
	defer close(s.ended)
	for {
		select {
		case <-s.quit:
			return
		case <-time.After(time.Second):
			s.mu.Lock()
			s.values["n"]++
			s.mu.Unlock()
		}
	}
}

func (s *Sampler) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.values)
}

func (s *Sampler) Get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.values[k]
}

// await returns nil if the goroutine has ended: one return for both.
func (s *Sampler) await(ctx context.Context) (err error) {
	select {
	case <-s.ended:
	case <-ctx.Done():
		err = ctx.Err()
	}
	return err
}

// awaitAll returns what another function says.
func (s *Sampler) awaitAll(ctx context.Context) (int, error) {
	if err := s.await(ctx); err != nil {
		return 0, err
	}
	return 1, nil
}

// Stop reads only if the goroutine has ended.
func (s *Sampler) Stop(ctx context.Context) []string {
	close(s.quit)
	if _, err := s.awaitAll(ctx); err != nil {
		return nil
	}
	var keys []string
	for k := range s.values {
		keys = append(keys, k)
	}
	return keys
}

// hangs returns true if the time is over.
func (s *Sampler) hangs(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-s.ended:
		return false
	case <-t.C:
	}
	return true
}

// StopWithin passes on an error of its own.
func (s *Sampler) StopWithin(d time.Duration) ([]string, error) {
	close(s.quit)
	if s.hangs(d) {
		return nil, errTimeout
	}
	var keys []string
	for k := range s.values {
		keys = append(keys, k)
	}
	return keys, nil
}

// Workers are counted by a WaitGroup. A goroutine waits for it and closes a channel.
type Workers struct {
	mu    sync.Mutex
	group sync.WaitGroup
	jobs  chan string
	done  map[string]int
}

func NewWorkers(n int) *Workers {
	w := &Workers{jobs: make(chan string), done: map[string]int{}}
	w.group.Add(n)
	for range n {
		go w.work()
	}
	return w
}

func (w *Workers) work() {
	defer w.group.Done()
	for job := range w.jobs {
		w.mu.Lock()
		w.done[job]++
		w.mu.Unlock()
	}
}

func (w *Workers) Of(job string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done[job]
}

func (w *Workers) Jobs() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.done)
}

// Close waits longer after a warning.
func (w *Workers) Close(warn func()) (names []string) {
	close(w.jobs)
	ended := make(chan bool)
	go func() {
		w.group.Wait()
		ended <- true
	}()
	select {
	case <-ended:
	case <-time.After(time.Second):
		warn()
		<-ended
	}
	for name := range w.done {
		names = append(names, name)
	}
	return names
}
