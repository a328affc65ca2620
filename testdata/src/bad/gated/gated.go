// Package gated starts a goroutine once for each of several objects, and tests a flag
// that it does not set.
package gated

type worker struct {
	started bool
	jobs    chan string
}

// start is gated, but the map is not that of the worker.
func (w *worker) start(done map[string]bool) {
	if w.started {
		return
	}
	w.started = true
	go func() {
		for j := range w.jobs {
			done[j] = true // want `write to done conflicts with`
		}
	}()
}

// Start shares a map among the workers.
func Start(ws []*worker) map[string]bool {
	done := map[string]bool{}
	for _, w := range ws {
		w.start(done)
	}
	return done
}

type counter struct {
	disabled bool
	hits     map[string]int
}

func (c *counter) add(k string) {
	if !c.disabled {
		go func() { c.hits[k]++ }() // want `write to c.hits conflicts with`
	}
}

// Count adds many.
func Count(keys []string) {
	c := &counter{hits: map[string]int{}}
	for _, k := range keys {
		c.add(k)
	}
}
