package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// The heap may grow to so many bytes before garbage is collected, and to so many
// for each byte of source; go vet takes 90 for a large package. Where more is live
// than two thirds of that, it may be half as large again as what is live.
//
// The trade, on a package of 12 MB: twice as much for each byte would take half as much
// memory again, and save a twentieth of the time at most.
const (
	heapBase    = 96 << 20
	heapPerByte = 64
)

// collectLate lets the heap of this short-lived process grow before garbage is
// collected, as the Go compiler does: with the usual settings there would be a
// dozen collections of a heap in which next to nothing is garbage. What the user
// has set stays.
func collectLate(u *unitchecker.Config) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	var size int64
	for _, name := range u.GoFiles {
		if info, err := os.Stat(name); err == nil {
			size += info.Size()
		}
	}
	growHeap(heapBase + heapPerByte*size)
}

// growHeap sets the size at which garbage is collected, now and after each
// collection.
func growHeap(least int64) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	live := max(int64(sample[0].Value.Uint64()), 4<<20) // what the runtime starts from
	debug.SetGCPercent(int(max(least*100/live-100, 50)))
	runtime.AddCleanup(&sentinel{}, growHeap, least)
}

// sentinel is an object that the next collection finds to be garbage. It holds a
// pointer since those without may be kept alive by their neighbours.
type sentinel struct{ _ *sentinel }
