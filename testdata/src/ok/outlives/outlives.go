// Package outlives has methods that start goroutines which go on when the methods have
// returned, and what comes before the start or after the end.
package outlives

import (
	"net"
	"sync"
)

// Nodes is filled before it is started: Start keeps what is there.
type Nodes struct {
	nodes map[string]int
	ch    chan string
}

func (p *Nodes) Start() {
	if p.nodes == nil {
		p.nodes = map[string]int{}
	}
	p.ch = make(chan string)
	go p.loop()
}

func (p *Nodes) loop() {
	for k := range p.ch {
		println(p.nodes[k])
	}
}

func (p *Nodes) Set(k string) {
	if p.nodes == nil {
		p.nodes = map[string]int{}
	}
	p.nodes[k] = 1
}

// Queue hands a key over, after it has noted its size.
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
	q.sizes[k] = n
	q.ch <- k
}

// Table has a goroutine that ends before its constructor returns.
type Table struct {
	all map[string]int
	wg  sync.WaitGroup
}

func New() *Table {
	t := &Table{all: map[string]int{}}
	t.start()
	t.wg.Wait()
	return t
}

func (t *Table) start() {
	t.wg.Add(1)
	go t.fill()
}

func (t *Table) fill() {
	println(t.all["k"])
	t.wg.Done()
}

func (t *Table) Add(k string) { t.all[k] = 1 }

// Index tells its callers when it is done.
type Index struct{ words map[string]bool }

func (x *Index) Load(word string) <-chan bool {
	done := make(chan bool)
	go func() {
		x.words[word] = true
		close(done)
	}()
	return done
}

func (x *Index) Clear() <-chan bool {
	done := make(chan bool)
	go func() {
		clear(x.words)
		close(done)
	}()
	return done
}

// Pages is started once, whatever it is given, and each goroutine has its own map.
type Pages struct {
	sizes   map[string]int
	started bool
}

func (p *Pages) Fetch(url string) {
	if p.started {
		return
	}
	p.started = true
	go func() { p.sizes[url] = len(url) }()
}

func (p *Pages) Count(url string) {
	sizes := map[string]int{}
	go func() {
		sizes[url] = len(url)
		println(sizes[url])
	}()
}

// Link is set up anew by its goroutine, under the lock.
type Link struct {
	sync.RWMutex
	calls map[string]chan string
	conn  net.Conn
}

func (l *Link) Open(addr string) {
	l.renew()
	go func() {
		for l.serve() {
			l.Lock()
			l.renew()
			l.Unlock()
		}
	}()
}

func (l *Link) renew() { l.calls = map[string]chan string{} }

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

// Peers has its goroutine started by a function, and a lock.
type Peers struct {
	mu    sync.Mutex
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
		p.mu.Lock()
		println(p.nodes[k])
		p.mu.Unlock()
	}
}

func (p *Peers) Add(k string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.nodes[k] = 1
}
