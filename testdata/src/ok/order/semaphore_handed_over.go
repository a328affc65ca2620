// A semaphore is handed over: who starts the goroutine sends to a channel of
// capacity 1 before, and the goroutine receives from it when it is done.
//
// Safe because the next send waits for that receive: one goroutine runs at a
// time.
//
// Naive mistake: to see goroutines that a loop starts, and no lock in them.
package order

import "sync"

type serialWriter struct {
	mu    sync.Mutex
	files map[int]string
	last  map[string]int
	next  int
}

func (w *serialWriter) write(reqs []string) {
	for _, r := range reqs {
		w.last[r] = w.next
		w.next++
		w.mu.Lock()
		w.files[w.next] = r
		w.mu.Unlock()
	}
}

func (w *serialWriter) run(ch <-chan string, stop <-chan struct{}) {
	pending := make(chan struct{}, 1)
	write := func(reqs []string) {
		w.write(reqs)
		<-pending
	}
	var reqs []string
	for {
		select {
		case r := <-ch:
			reqs = append(reqs, r)
		case <-stop:
			pending <- struct{}{}
			write(reqs)
			return
		}
		if len(reqs) > 9 {
			pending <- struct{}{}
		} else {
			select {
			case pending <- struct{}{}:
			case <-stop:
				return
			}
		}
		go write(reqs)
		reqs = nil
	}
}

// UseSerialWriter writes in the background.
func UseSerialWriter() {
	w := &serialWriter{files: map[int]string{}, last: map[string]int{}}
	ch, stop := make(chan string), make(chan struct{})
	go w.run(ch, stop)
	ch <- "a"
	close(stop)
}
