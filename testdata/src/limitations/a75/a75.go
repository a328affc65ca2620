// Package a75 holds the part of idiom A75, a timer callback, that gives a false
// alarm: the callback does not lock, but it was stopped before it ran.
//
// A timer whose Stop returned true never ran; conditions are not followed, so
// the analysis does not see that the function returns otherwise.
package a75

import "time"

// stoppedInTime uses the map without a lock only if the callback never ran.
func stoppedInTime() int {
	m := map[string]int{}
	// false alarm: the callback never ran where the write below is reached
	t := time.AfterFunc(time.Hour, func() { m["late"] = 1 }) // want `write to m conflicts with the write on line \d+; the timer started on line \d+ runs at the same time`
	if !t.Stop() {
		return -1
	}
	m["stopped"] = 1
	return len(m)
}

// Use stops a timer in time.
func Use() int { return stoppedInTime() }
