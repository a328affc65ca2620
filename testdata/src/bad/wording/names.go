package wording

import "sync"

// inner has a lock of its own, which is named by the way to it.
type inner struct {
	mu sync.Mutex
	m  map[string]int
}

type Outer struct {
	sync.Mutex
	byName map[string]*inner
	labels map[string]map[string]int
}

func (o *Outer) Set(a, b string) {
	o.byName[a].mu.Lock()
	o.byName[a].m[b] = 1
	o.byName[a].mu.Unlock()
}

func (o *Outer) Get(a, b string) int {
	o.byName[a].mu.Lock()
	defer o.byName[a].mu.Unlock()
	return o.byName[a].m[b]
}

func (o *Outer) Bare(a, b string) int {
	return o.byName[a].m[b] // want `read of o\.byName\[a\]\.m without o\.byName\[a\]\.mu conflicts with the write on line 19; .*; o\.byName\[a\]\.mu is held there and in 1 more place$`
}

func (o *Outer) Label(a, b string) {
	o.Lock()
	defer o.Unlock()
	o.labels[a][b]++
}

func (o *Outer) Labels(a string) int {
	o.Lock()
	defer o.Unlock()
	return len(o.labels[a])
}

func (o *Outer) Print(req struct{ name string }) {
	for l := range o.labels[req.name] { // want `range over o\.labels\[req\.name\] without o conflicts with the write on line 36; .*; o is held there and in 1 more place$`
		println(l)
	}
}

// Alone has no other access: the lock is held where another method calls.
type Alone struct {
	mu sync.Mutex
	m  map[string]int
}

func (a *Alone) add(k string) { a.m[k]++ }

func (a *Alone) Add(k string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.add(k)
}

func (a *Alone) Len() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.m)
}

func (a *Alone) Bare(k string) {
	a.add(k) // want `this call's write to a\.m on line 57 without a\.mu conflicts with the len on line 68`
}
