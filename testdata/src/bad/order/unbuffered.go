package order

import "sync"

// A send to a channel with a buffer is complete at once, and a receiver that goes on after
// its receive is not waited for.

func load(names []string, into map[string]int, ready <-chan struct{}) {
	for _, n := range names {
		into[n] = len(n) // want `write to into conflicts with the range on line \d+`
	}
	<-ready
}

// Sizes loads in the background; the channel has room for one.
func Sizes(names []string) (sum int) {
	sizes := map[string]int{}
	ready := make(chan struct{}, 1)
	go load(names, sizes, ready)
	ready <- struct{}{}
	for _, n := range sizes {
		sum += n
	}
	return sum
}

// After writes when it has received.
func After() int {
	ready, seen := make(chan struct{}), map[int]int{}
	go func() {
		<-ready
		seen[1]++ // want `write to seen conflicts with the read on line \d+`
	}()
	ready <- struct{}{}
	return seen[1]
}

// Several receive, and one of them has been waited for.
func Several() int {
	ready, seen := make(chan struct{}), map[int]int{}
	for i := range 2 {
		go func() {
			seen[i]++ // want `write to seen conflicts with the read on line \d+`
			<-ready
		}()
	}
	ready <- struct{}{}
	return seen[0]
}

// Bell is rung over a channel without a buffer: who has rung it has not heard it.
type Bell struct {
	ring  chan int
	mu    sync.Mutex
	rings map[int]int
}

// NewBell starts the goroutine that counts.
func NewBell() *Bell {
	b := &Bell{ring: make(chan int), rings: map[int]int{}}
	go b.first()
	go b.listen()
	return b
}

// first rings when it has written.
func (b *Bell) first() {
	b.rings[0]++ // want `write to b\.rings without b\.mu conflicts with the \w+ on line \d+`
	b.ring <- 0
}

func (b *Bell) listen() {
	for n := range b.ring {
		b.mu.Lock()
		b.rings[n]++
		b.mu.Unlock()
	}
}

// Ring rings, and counts itself.
func (b *Bell) Ring(n int) {
	b.ring <- n
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rings[n]++
}
