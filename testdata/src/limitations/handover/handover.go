// Package handover holds batches that a goroutine got and that the function
// goes on to fill.
//
// Category: range-write
//
// Missed because a variable that is given a new map on some path is taken for
// another map from there on: the condition, which is false as long as the batch
// is not given up, is not followed.
package handover

import "time"

func flush(batch map[string]int, out chan<- int) {
	for _, n := range batch {
		out <- n
	}
}

// Batch starts a batch where there is none and keeps the one that it has
// handed over.
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
			batch[k]++ // missed: `write to batch`
		case <-tick:
			go flush(batch, out)
		}
	}
}

// BatchReset starts a new batch only if it is told to.
func BatchReset(in <-chan string, tick <-chan time.Time, out chan<- int) {
	batch := map[string]int{}
	for {
		select {
		case k := <-in:
			if k == "reset" {
				batch = map[string]int{}
			}
			batch[k]++ // missed: `write to batch`
		case <-tick:
			go flush(batch, out)
		}
	}
}

// BatchCaptured fills the batch in a literal, which may start one.
func BatchCaptured(in <-chan string, tick <-chan time.Time, out chan<- int) {
	var batch map[string]int
	add := func(k string) {
		if batch == nil {
			batch = map[string]int{}
		}
		batch[k]++ // missed: `write to batch`
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
		}
	}
}
