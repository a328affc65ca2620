// Package limit lets in so many goroutines at a time.
package limit

// A Limit is a channel with room for so many.
type Limit struct{ slots chan struct{} }

// New returns a limit of 1.
func New() *Limit { return &Limit{slots: make(chan struct{}, 1)} }

// Acquire waits for room.
func (l *Limit) Acquire() { l.slots <- struct{}{} }

// Release makes room.
func (l *Limit) Release() { <-l.slots }
