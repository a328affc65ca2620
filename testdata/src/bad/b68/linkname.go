package b68

import "unsafe"

//go:linkname mapassign runtime.mapassign // want `go:linkname to runtime\.mapassign conflicts with the runtime of Go 1\.24 and later; its maps have another layout; use m\[k\] = v or reflect\.Value\.SetMapIndex`
func mapassign(t, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapiterinit reflect.mapiterinit // want `go:linkname to reflect\.mapiterinit conflicts with the runtime of Go 1\.24 and later; its maps have another layout; use maps\.All or reflect\.Value\.MapRange`
func mapiterinit(t, m, it unsafe.Pointer)

// A link to what is no map stays silent, and so do names that only look alike
// and comments that are no directive: go:linkname x runtime.mapassign.
//
//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, h, s uintptr) uintptr

// UseLinks keeps them.
func UseLinks() int64 {
	mapiterinit(nil, nil, nil)
	_ = mapassign(nil, nil, nil)
	_ = memhash(nil, 0, 0)
	return nanotime()
}
