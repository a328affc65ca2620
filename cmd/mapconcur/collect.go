package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// Before the first garbage collection the heap may grow to so many bytes, and to
// so many for each byte of source: about what the syntax and types of a package and
// its SSA form need, of which nothing is garbage.
const (
	collectFrom    = 64 << 20
	collectPerByte = 48
)

// collectLate lets the heap of this short-lived process grow before garbage is
// collected, as the Go compiler does: until then a collection would find next to
// nothing, and with the usual settings there are a dozen of them. What the user
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
	usual := debug.SetGCPercent(-1)
	debug.SetMemoryLimit(collectFrom + collectPerByte*size)
	runtime.AddCleanup(&sentinel{}, func(percent int) {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(percent)
	}, usual)
}

// sentinel is an object that the first collection finds to be garbage. It holds a
// pointer since those without may be kept alive by their neighbours.
type sentinel struct{ _ *sentinel }
