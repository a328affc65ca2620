package order

// On a channel without a buffer the receive comes before the send is complete: what the
// receiver did before is done when the sender goes on.

func load(names []string, into map[string]int, ready <-chan struct{}) {
	for _, n := range names {
		into[n] = len(n)
	}
	<-ready
}

// Sizes loads in the background, and sends when it wants the result.
func Sizes(names []string) (sum int) {
	sizes := map[string]int{}
	ready := make(chan struct{})
	go load(names, sizes, ready)
	ready <- struct{}{}
	for _, n := range sizes {
		sum += n
	}
	return sum
}

// Stopper stops its goroutine by a value that the goroutine takes when it has ended.
type Stopper struct {
	quit chan struct{}
	seen map[int]bool
}

// Start starts one.
func Start(in []int) *Stopper {
	s := &Stopper{quit: make(chan struct{}), seen: map[int]bool{}}
	go func() {
		for _, i := range in {
			s.seen[i] = true
		}
		<-s.quit
	}()
	s.quit <- struct{}{}
	println(len(s.seen))
	return s
}

// Selected receives in a select, and is given the channel by an exported function.
func Selected(other chan int) int {
	ready, seen := make(chan struct{}), map[int]int{}
	go Wait(ready, other, func() { seen[1]++ })
	ready <- struct{}{}
	return seen[1]
}

// Wait calls a function and waits.
func Wait(ready chan struct{}, other chan int, first func()) {
	first()
	select {
	case <-ready:
	case n := <-other:
		println(n)
		<-ready
	}
}
