package spawning

import "testing"

// BenchmarkCount writes in many goroutines.
func BenchmarkCount(b *testing.B) {
	counts := map[string]int{}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			counts["x"] = 1 // want `write to counts conflicts with the same write in another goroutine; goroutines started on line 8 run at the same time`
		}
	})
	counts["after"] = len(counts)
}
