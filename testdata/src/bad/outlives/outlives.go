// Package outlives has methods that start goroutines which go on when the methods have
// returned. What runs later runs beside them.
package outlives

import (
	"net"
	"sync"
)

// Nodes has its map made by the method that starts its goroutine.
type Nodes struct {
	nodes map[string]int
	ch    chan string
}

func (p *Nodes) Start() {
	p.reset()
	p.launch()
}

func (p *Nodes) reset()  { p.nodes = map[string]int{} }
func (p *Nodes) launch() { go p.loop() }

func (p *Nodes) loop() {
	for k := range p.ch {
		println(p.nodes[k])
	}
}

func (p *Nodes) Set(k string) { p.set(k) }

func (p *Nodes) set(k string) {
	p.nodes[k] = 1 // want "the goroutine started on line 22 runs at the same time"
}

// Queue has its channel made: what is sent before the start is received by nobody.
type Queue[K comparable] struct {
	sizes map[K]int
	ch    chan K
}

func (q *Queue[K]) Start() {
	q.ch = make(chan K)
	go func() {
		for k := range q.ch {
			println(q.sizes[k])
		}
	}()
}

func (q *Queue[K]) Put(k K, n int) {
	q.ch <- k
	q.sizes[k] = n // want "conflicts with the read"
}

// Table has a goroutine that a helper of its constructor starts.
type Table struct {
	inner *rows
	ch    chan string
}

type rows struct{ all map[string]int }

func New() *Table {
	t := &Table{inner: &rows{map[string]int{}}, ch: make(chan string)}
	t.start()
	return t
}

func (t *Table) start() { go t.loop() }

func (t *Table) loop() {
	for k := range t.ch {
		println(t.inner.all[k])
	}
}

func (t *Table) Add(k string) {
	t.inner.all[k] = 1 // want "conflicts with the read"
}

// Index has goroutines of two methods, of which one takes nothing.
type Index struct{ words map[string]bool }

func (x *Index) Load(word string) {
	go func() { x.words[word] = true }() // want "conflicts with the clear"
}

func (x *Index) Clear() { go x.clear() }

func (x *Index) clear() { clear(x.words) }

// Pages has goroutines of one method, which a helper starts.
type Pages struct{ sizes map[string]int }

func (p *Pages) Fetch(url string) {
	p.async(func() {
		p.sizes[url] = len(url) // want "conflicts with the same write in another goroutine"
	})
}

func (p *Pages) async(f func()) { go f() }

// Link is set up anew by its goroutine, when others have it.
type Link struct {
	sync.RWMutex
	calls map[string]chan string
	conn  net.Conn
}

func (l *Link) Open(addr string) {
	l.renew()
	go func() {
		for l.serve() {
			l.renew()
		}
	}()
}

func (l *Link) renew() {
	l.calls = map[string]chan string{} // want "replacement of l.calls without l conflicts"
}

func (l *Link) serve() bool {
	_, err := l.conn.Read(nil)
	return err == nil
}

func (l *Link) Call(id string) {
	l.Lock()
	defer l.Unlock()
	l.calls[id] = make(chan string)
}

func (l *Link) Has(id string) bool {
	l.RLock()
	defer l.RUnlock()
	return l.calls[id] != nil
}

func (l *Link) Cancel(id string) {
	l.Lock()
	defer l.Unlock()
	delete(l.calls, id)
}

// Peers has its goroutine started by a function.
type Peers struct {
	nodes map[string]int
	ch    chan string
}

func (p *Peers) Init() {
	p.ch, p.nodes = make(chan string), map[string]int{}
	launch(p)
}

func launch(p *Peers) { go p.loop() }

func (p *Peers) loop() {
	for k := range p.ch {
		println(p.nodes[k])
	}
}

func (p *Peers) Add(k string) {
	p.nodes[k] = 1 // want "conflicts with the read"
}
