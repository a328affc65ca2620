package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// The heap grows to heapBase bytes, and to heapPerByte for each byte of source, before the
// runtime collects garbage. Go vet needs 90 bytes for each byte of a large package. Where
// more than two thirds of that is live, the heap grows to one and a half times what is
// live.
//
// On a package of 12 MB, twice heapPerByte takes half as much memory again, and saves at
// most a twentieth of the time.
const (
	heapBase    = 96 << 20
	heapPerByte = 64
)

// collectLate lets the heap of this short-lived process grow before the runtime collects
// garbage, as the Go compiler does. With the usual settings there are a dozen collections
// of a heap in which almost nothing is garbage. The user's settings take precedence.
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

// growHeap sets the heap size at which the runtime collects garbage, now and again after
// each collection.
func growHeap(least int64) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	live := max(int64(sample[0].Value.Uint64()), 4<<20) // the runtime's minimum
	debug.SetGCPercent(int(max(least*100/live-100, 50)))
	runtime.AddCleanup(&sentinel{}, growHeap, least)
}

// A sentinel is an object that the next collection frees. It holds a pointer, since the
// runtime may keep objects without pointers alive together with their neighbours.
type sentinel struct{ _ *sentinel }
