// Package b68 holds idiom B68, unsafe access to the runtime's map header: its
// layout changed in Go 1.24, what used to be B is now part of the seed.
//
// Category: map-internals
package b68

import (
	"reflect"
	"unsafe"
)

type hmap struct {
	count int
	flags uint8
	B     uint8
}

func buckets(m map[int]int) int {
	h := *(**hmap)(unsafe.Pointer(&m)) // want `unsafe conversion of m to \*\*hmap conflicts with the runtime of Go 1\.24 and later; its maps have another layout; use len, maps\.All, reflect\.Value\.MapRange or hash/maphash`
	return 1 << (h.B & 15)
}

func busy(m map[int]int) bool {
	h := (*hmap)(reflect.ValueOf(m).UnsafePointer()) // want `unsafe conversion of m to \*hmap`
	return h.flags&4 != 0
}

// Run looks into a map.
func Run() (int, bool) {
	m := map[int]int{1: 1}
	return buckets(m), busy(m)
}

func sizeFixed(m map[int]int) int { return len(m) }

// addressOK only tells maps apart; it does not look into them.
func addressOK(a, b map[int]int) bool {
	return reflect.ValueOf(a).UnsafePointer() == reflect.ValueOf(b).UnsafePointer()
}

// RunFixed asks the language.
func RunFixed() (int, bool) {
	m := map[int]int{1: 1}
	return sizeFixed(m), addressOK(m, m)
}
