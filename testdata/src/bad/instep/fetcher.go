// Package instep is a loop that tells its tests when it has come round.
package instep

type fetcher struct {
	in   chan int
	quit chan struct{}
	step chan struct{}
	seen map[int]bool
}

func newFetcher() *fetcher {
	return &fetcher{in: make(chan int), quit: make(chan struct{}), seen: map[int]bool{}}
}
func (f *fetcher) start() { go f.loop() }
func (f *fetcher) loop() {
	for {
		select {
		case x := <-f.in:
			f.seen[x] = true
		case <-f.quit:
			return
		}
		if f.step != nil {
			f.step <- struct{}{}
		}
	}
}
