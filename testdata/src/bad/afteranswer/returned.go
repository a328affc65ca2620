package afteranswer

import "sync"

type tally struct {
	sync.Mutex
	n map[string]int
}

func (t *tally) inc(k string) {
	t.Lock()
	t.n[k]++
	t.Unlock()
}

// Peers returns the map of an object that it makes. Each goroutine counts after its answer.
func Peers(names []string, send func(string) error) map[string]int {
	t := tally{n: map[string]int{}}
	answers := make(chan error, len(names))
	for _, name := range names {
		go func() {
			err := send(name)
			defer t.inc(name)
			answers <- err
		}()
	}
	for range names {
		<-answers
	}
	return t.n // want `return of t\.n conflicts with the write on line \d+; the goroutine started on line \d+ can still run`
}
