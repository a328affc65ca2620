package spawning

import "testing"

// BenchmarkCount writes in many goroutines.
func BenchmarkCount(b *testing.B) {
	counts := map[string]int{}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			counts["x"] = 1 // want `write to counts is not synchronized with the same write in other goroutines \(goroutine started on line 8\)`
		}
	})
	counts["after"] = len(counts)
}
