package peeked

import "testing"

// The finding at the first place is not wanted: the next one tells of the rest.
func TestIgnored(t *testing.T) {
	x := newQueue()
	if len(x.urgent) > 1 { //mapconcur:ignore nobody adds more
		t.Fatal("too many")
	}
	if len(x.other) > 1 { // want `len of x.other without x\.mu conflicts with the write at pool.go:\d+; the goroutine started at pool.go:\d+ runs at the same time; x\.mu is held there$`
		t.Fatal("too many")
	}
}
