package main

import (
	"context"
	"log"
	"sync"
	"time"
)

// A stats counts events by name.
type stats struct {
	mu     sync.Mutex
	counts map[string]int // guarded by mu
}

func newStats() *stats { return &stats{counts: make(map[string]int)} }

func (s *stats) add(event string) {
	s.mu.Lock()
	s.counts[event]++
	s.mu.Unlock()
}

// report logs the counts from time to time until the context ends.
func (s *stats) report(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for event, n := range s.counts { // BUG 3: add writes meanwhile
			log.Printf("%s: %d", event, n)
		}
	}
}
