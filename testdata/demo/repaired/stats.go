package main

import (
	"context"
	"log"
	"maps"
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
		s.mu.Lock()
		counts := maps.Clone(s.counts)
		s.mu.Unlock()
		for event, n := range counts {
			log.Printf("%s: %d", event, n)
		}
	}
}
