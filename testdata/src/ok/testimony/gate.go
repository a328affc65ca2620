package testimony

import "sync"

// Lazy fills its map once. The lock of the filling guards nothing else.
type Lazy struct {
	fillMu sync.Mutex
	filled bool
	mu     sync.RWMutex
	rows   map[string]int
	reads  int
}

func (l *Lazy) fill() {
	l.fillMu.Lock()
	defer l.fillMu.Unlock()
	if l.filled {
		return
	}
	l.filled = true
	l.rows["a"] = 1
	l.rows["b"] = 2
}

// Row reads after it has been filled.
func (l *Lazy) Row(k string) int {
	l.fill()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	return l.rows[k]
}

// Len does, too.
func (l *Lazy) Len() int {
	l.fill()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	return len(l.rows)
}

type inner struct {
	mu    sync.Mutex
	items map[string]int
}

// Outer has a lock, and so has each of its parts.
type Outer struct {
	mu    sync.Mutex
	parts map[string]*inner
}

func (o *Outer) part(name string) *inner {
	o.mu.Lock()
	defer o.mu.Unlock()
	p := o.parts[name]
	if p == nil {
		p = &inner{items: map[string]int{}}
		p.items["new"] = 1
		o.parts[name] = p
	}
	return p
}

// Put takes the lock of the part.
func (o *Outer) Put(name, k string) {
	p := o.part(name)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.items[k]++
}

// Sum takes both.
func (o *Outer) Sum() (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.parts {
		p.mu.Lock()
		n += len(p.items)
		p.mu.Unlock()
	}
	return n
}
