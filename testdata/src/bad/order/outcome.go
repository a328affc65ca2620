// A function waits for a goroutine or gives up, and its result tells which of the two: the
// caller does not ask.
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

// await returns nil also if the context is done.
func (s *Sampler) await(ctx context.Context) error {
	select {
	case <-s.ended:
	case <-ctx.Done():
		if !errors.Is(ctx.Err(), context.Canceled) {
			return errTimeout
		}
	}
	return nil
}

// Stop reads if there is no error.
func (s *Sampler) Stop(ctx context.Context) (keys []string) {
	close(s.quit)
	if err := s.await(ctx); err != nil {
		return nil
	}
	for k := range s.values { // want "range over s.values without s.mu conflicts with the write on line 36"
		keys = append(keys, k)
	}
	return keys
}

func (s *Sampler) hangs(d time.Duration) bool {
	select {
	case <-s.ended:
		return false
	case <-time.After(d):
		return true
	}
}

// StopWithin reads on the wrong side of the test.
func (s *Sampler) StopWithin(d time.Duration) (keys []string) {
	close(s.quit)
	if !s.hangs(d) {
		return nil
	}
	for k := range s.values { // want "range over s.values without s.mu"
		keys = append(keys, k)
	}
	return keys
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

// Close gives up after a while.
func (w *Workers) Close() (names []string) {
	close(w.jobs)
	ended := make(chan bool)
	go func() {
		w.group.Wait()
		ended <- true
	}()
	select {
	case <-ended:
	case <-time.After(time.Second):
	}
	for name := range w.done { // want "range over w.done without w.mu conflicts with the write on line 120"
		names = append(names, name)
	}
	return names
}

// Drain does not know which of two goroutines has sent.
func (w *Workers) Drain() (names []string) {
	ended := make(chan bool, 2)
	go func() {
		w.group.Wait()
		ended <- true
	}()
	go func() {
		time.Sleep(time.Second)
		ended <- false
	}()
	<-ended
	for name := range w.done { // want "range over w.done without w.mu"
		names = append(names, name)
	}
	return names
}
