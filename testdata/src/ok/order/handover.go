// Hand-over in a loop: a goroutine gets the map, and the function gives up its
// variable before it fills a new one.
package order

import "time"

func flush(batch map[string]int, out chan<- int) {
	for _, n := range batch {
		out <- n
	}
}

// Batch starts a batch where there is none.
func Batch(in <-chan string, tick <-chan time.Time, out chan<- int) {
	var batch map[string]int
	for {
		select {
		case k, ok := <-in:
			if !ok {
				return
			}
			if batch == nil {
				batch = map[string]int{}
			}
			batch[k]++
		case <-tick:
			go flush(batch, out)
			batch = nil
		}
	}
}

// BatchRenewed starts the next batch when it hands one over.
func BatchRenewed(in <-chan string, tick <-chan time.Time, out chan<- int) {
	batch := map[string]int{}
	for {
		select {
		case k, ok := <-in:
			if !ok {
				return
			}
			batch[k]++
		case <-tick:
			go flush(batch, out)
			batch = map[string]int{}
		}
	}
}

// Batcher has the batch in a field.
type Batcher struct{ batch map[string]int }

// Run gives up the field.
func (b *Batcher) Run(in <-chan string, tick <-chan time.Time, out chan<- int) {
	for {
		select {
		case k, ok := <-in:
			if !ok {
				return
			}
			if b.batch == nil {
				b.batch = map[string]int{}
			}
			b.batch[k]++
		case <-tick:
			go flush(b.batch, out)
			b.batch = nil
		}
	}
}

// BatchCaptured fills the batch in a literal.
func BatchCaptured(in <-chan string, tick <-chan time.Time, out chan<- int) {
	var batch map[string]int
	add := func(k string) {
		if batch == nil {
			batch = map[string]int{}
		}
		batch[k]++
	}
	for {
		select {
		case k, ok := <-in:
			if !ok {
				return
			}
			add(k)
		case <-tick:
			go flush(batch, out)
			batch = nil
		}
	}
}
