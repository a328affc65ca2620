// Package afteranswer waits for the answers of goroutines that answer when they have done
// all that they do.
package afteranswer

import "sync"

// Asker counts in the goroutines before they answer.
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
			a.note(q)
			answers <- n
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
	return n, len(a.hosts)
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

// Both meets what the goroutine does before it is waited for, through a helper.
func Both() int {
	before := map[int]int{}
	twice(func() { before[1]++ })
	return before[1]
}

func twice(f func()) { run(func() { f() }, func() {}) }

// Log keeps what its methods log, one goroutine each.
type Log struct {
	format func(string) string
	last   map[string]string
}

func (l *Log) put(k, v string) {
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		defer func() { l.last[k] = v }()
		l.format(v)
	}()
	<-ready
}

// Put logs and looks up.
func Put(format func(string) string) string {
	l := &Log{format: format, last: map[string]string{}}
	l.put("a", "b")
	return l.last["a"]
}
