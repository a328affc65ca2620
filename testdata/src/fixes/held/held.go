// Package held has maps of which some accesses hold a lock, or a channel that is used
// as one.
package held

import "sync"

// Gate has a channel of one element: to send is to take it.
type Gate struct {
	gate  chan struct{}
	marks map[string]int
}

// NewGate makes one.
func NewGate() *Gate { return &Gate{gate: make(chan struct{}, 1), marks: map[string]int{}} }

// Set holds the gate.
func (g *Gate) Set(k string) {
	g.gate <- struct{}{}
	g.marks[k]++ // want `write to g\.marks conflicts with`
	<-g.gate
}

// Get forgets it.
func (g *Gate) Get(k string) int {
	return g.marks[k]
}

// Drop forgets it before something slow.
func (g *Gate) Drop(k string, done chan bool) {
	delete(g.marks, k)
	done <- true
}

// RunGate calls all.
func RunGate(done chan bool) {
	g := NewGate()
	go g.Set("a")
	g.Get("b")
	g.Drop("c", done)
}

// Token has a channel with a token in it: to receive is to take it.
type Token struct {
	free  chan bool
	marks map[string]int
}

// NewToken makes one.
func NewToken() *Token {
	t := &Token{free: make(chan bool, 1), marks: map[string]int{}}
	t.free <- true
	return t
}

// Set gives the token back at the end.
func (t *Token) Set(k string) {
	<-t.free
	defer func() { t.free <- true }()
	t.marks[k]++
}

// Get forgets it.
func (t *Token) Get(k string) int {
	return t.marks[k] // want `read of t\.marks conflicts with`
}

// RunToken calls all.
func RunToken() {
	t := NewToken()
	go t.Set("a")
	t.Get("b")
}

// Local has a channel beside the map.
func Local(keys []string) map[string]int {
	marks := map[string]int{}
	one := make(chan int, 1)
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(2)
		go func() {
			defer wg.Done()
			one <- 1
			marks[k]++ // want `write to marks conflicts with`
			<-one
		}()
		go func() {
			defer wg.Done()
			marks[k] = 0
		}()
	}
	wg.Wait()
	return marks
}

// Other has a lock which the finding does not name.
type Other struct {
	mu    sync.RWMutex
	n     int
	marks map[string]int
}

// Set forgets the lock.
func (o *Other) Set(k string) {
	o.marks[k] = 1 // want `write to o\.marks conflicts with`
}

// Get forgets it too.
func (o *Other) Get(k string) int {
	return o.marks[k]
}

// Len holds it.
func (o *Other) Len() int {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.n + len(o.marks)
}

// RunOther calls all but Len.
func RunOther() {
	o := &Other{marks: map[string]int{}}
	go o.Set("a")
	o.Get("b")
}
