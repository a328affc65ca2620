package order

// A send to a channel with a buffer is complete at once, and a receiver that goes on after
// its receive is not waited for.

func load(names []string, into map[string]int, ready <-chan struct{}) {
	for _, n := range names {
		into[n] = len(n) // want `write to into is not synchronized with the range on line \d+`
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
		seen[1]++ // want `write to seen is not synchronized with the read on line \d+`
	}()
	ready <- struct{}{}
	return seen[1]
}

// Several receive, and one of them has been waited for.
func Several() int {
	ready, seen := make(chan struct{}), map[int]int{}
	for i := range 2 {
		go func() {
			seen[i]++ // want `write to seen is not synchronized with the read on line \d+`
			<-ready
		}()
	}
	ready <- struct{}{}
	return seen[0]
}
