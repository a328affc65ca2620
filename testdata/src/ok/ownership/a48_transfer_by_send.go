// A48: the ownership of a map moves with a send.
//
// Safe because the sender does not touch the map after the send, which is
// synchronized before the receive; the receiver may write it.
//
// Naive mistake: to report the writes before the send against the writes behind
// the receive, or to mix the map of one iteration with that of the next.
package ownership

import "sync"

// produceMaps makes a new map for each send.
func produceMaps(out chan<- map[string]int, n int) {
	defer close(out)
	for i := range n {
		m := map[string]int{}
		m["n"] = i
		if i%2 == 0 {
			m["even"] = 1
		}
		out <- m // not touched after
	}
}

func consumeMaps(in <-chan map[string]int) (total int) {
	for m := range in {
		m["consumed"] = 1
		delete(m, "n")
		total += len(m)
	}
	return total
}

// transferUpdate carries the map in a message.
type transferUpdate struct {
	labels map[string]string
	id     int
}

type transferSource struct {
	pending map[string]string // owned by the goroutine of loop
	ch      chan transferUpdate
}

// flush sends what has been collected and starts anew.
func (s *transferSource) flush(id int) {
	u := transferUpdate{labels: s.pending, id: id}
	s.pending = make(map[string]string)
	s.ch <- u
}

func (s *transferSource) loop() {
	defer close(s.ch)
	for i := range 4 {
		s.pending["i"] = "x"
		s.flush(i)
	}
}

func relabel(in <-chan transferUpdate) (n int) {
	for u := range in {
		u.labels["job"] = "test"
		n += len(u.labels) + u.id
	}
	return n
}

// pipeline passes the same map from stage to stage; each stage writes it.
func pipeline() int {
	a, b := make(chan map[string]int), make(chan map[string]int)
	go func() {
		m := map[string]int{"source": 1}
		a <- m
	}()
	go func() {
		m := <-a
		m["middle"] = 1
		b <- m
	}()
	m := <-b
	m["sink"] = 1
	return len(m)
}

// lendAndReturn lends a map to a worker and takes it back.
func lendAndReturn() int {
	work := make(chan map[string]int)
	back := make(chan map[string]int)
	go func() {
		for m := range work {
			m["worker"]++
			back <- m
		}
	}()
	m := map[string]int{}
	for range 3 {
		m["owner"]++
		work <- m
		m = <-back
	}
	close(work)
	return m["worker"] + m["owner"]
}

// UseA48 runs producers and consumers.
func UseA48() int {
	ch := make(chan map[string]int)
	go produceMaps(ch, 8)
	var wg sync.WaitGroup
	wg.Go(func() { consumeMaps(ch) })
	n := consumeMaps(ch)
	wg.Wait()

	s := &transferSource{pending: map[string]string{}, ch: make(chan transferUpdate, 2)}
	go s.loop()
	return n + relabel(s.ch) + pipeline() + lendAndReturn()
}
