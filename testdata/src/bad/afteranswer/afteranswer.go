// Package afteranswer waits for the answers of goroutines that go on when they have
// answered: that a function value was called before the answer says nothing of what comes
// after it.
package afteranswer

import "sync"

// Asker counts in the goroutines after they have answered.
type Asker struct {
	ask   func(q string) int
	mu    sync.Mutex
	hosts map[string]int
}

func (a *Asker) sum(qs []string) (sum int) {
	answers := make(chan int, len(qs))
	for _, q := range qs {
		go func() {
			n := a.ask(q)
			answers <- n
			a.note(q)
		}()
	}
	for range qs {
		sum += <-answers
	}
	return sum
}

func (a *Asker) note(host string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hosts[host]++
}

// Sum reads when it has all answers.
func Sum(qs []string, ask func(q string) int) (int, int) {
	a := &Asker{ask: ask, hosts: map[string]int{}}
	n := a.sum(qs)
	return n, len(a.hosts) // want `len of a\.hosts without a\.mu conflicts with the write on line \d+; the goroutine started on line \d+ runs at the same time; a\.mu is held there`
}

// run calls first, tells that it has, and calls then.
func run(first, then func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		first()
		wg.Done()
		then()
	}()
	wg.Wait()
}

// Both meets what the goroutine does after it was waited for.
func Both() int {
	before, after := map[int]int{}, map[int]int{}
	run(func() { before[1]++ }, func() { after[1]++ }) // want `write to after conflicts with the read on line \d+`
	return before[1] + after[1]
}

// Log keeps what its methods log, one goroutine each.
type Log struct {
	format func(string) string
	last   map[string]string
}

func (l *Log) put(k, v string) {
	ready := make(chan struct{})
	go func() {
		defer func() { l.last[k] = v }() // the caller may be gone // want `write to l\.last conflicts with the read on line \d+`
		l.format(v)
		close(ready)
	}()
	<-ready
}

// Put logs and looks up.
func Put(format func(string) string) string {
	l := &Log{format: format, last: map[string]string{}}
	l.put("a", "b")
	return l.last["a"]
}
