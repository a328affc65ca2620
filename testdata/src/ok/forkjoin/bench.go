package forkjoin

import (
	"sync"
	"testing"
)

// BenchmarkCount has a lock for what its goroutines share, and none before they
// start and after all have ended.
func BenchmarkCount(b *testing.B) {
	counts := map[string]int{}
	counts["before"] = 1
	var mu sync.Mutex
	b.RunParallel(func(pb *testing.PB) {
		own := map[string]int{}
		for pb.Next() {
			own["x"]++
			mu.Lock()
			counts["x"]++
			mu.Unlock()
		}
	})
	counts["after"] = len(counts)
}

// BenchmarkRead only reads at the same time.
func BenchmarkRead(b *testing.B) {
	counts := map[string]int{"x": 1}
	for range 2 {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_ = counts["x"]
			}
		})
		counts["x"]++
	}
}
