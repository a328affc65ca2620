// No hand-over: a goroutine gets the map, and the function goes on to fill it.
package order

import "time"

func flush(batch map[string]int, out chan<- int) {
	for _, n := range batch {
		out <- n
	}
}

// Batch keeps the batch that it has handed over.
func Batch(in <-chan string, tick <-chan time.Time, out chan<- int) {
	batch := map[string]int{}
	for {
		select {
		case k, ok := <-in:
			if !ok {
				return
			}
			batch[k]++ // want `write to batch conflicts with the range on line \d+; the goroutine started on line \d+ runs at the same time`
		case <-tick:
			go flush(batch, out)
		}
	}
}

// Batcher has the batch in a field.
type Batcher struct{ batch map[string]int }

// Run keeps the batch that it has handed over.
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
			b.batch[k]++ // want `write to b\.batch conflicts with the range on line \d+; the goroutine started on line \d+ runs at the same time`
		case <-tick:
			go flush(b.batch, out)
		}
	}
}
