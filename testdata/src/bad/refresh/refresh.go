// Package refresh has tables that a goroutine changes from time to time, for as
// long as the program runs.
package refresh

import "time"

var (
	rates = map[string]float64{}
	hits  = map[string]int{}
)

// Start starts both.
func Start() {
	go func() {
		for range time.Tick(time.Minute) {
			update("EUR", 1.1)
		}
	}()
	go expire()
}

func update(name string, rate float64) {
	rates[name] = rate // want `write to rates conflicts with the read on line 27; the goroutine started on line 14 runs at the same time`
}

// Rate looks up a rate.
func Rate(name string) float64 { return rates[name] }

func expire() {
	drop()
	for {
		time.Sleep(time.Minute)
		drop()
	}
}

func drop() {
	for k := range hits {
		delete(hits, k) // want `delete from hits conflicts with`
	}
}

// Hit counts.
func Hit(k string) { hits[k]++ }
