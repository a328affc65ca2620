// Package wording holds what messages have to say about locks that do not keep two
// accesses apart: different ones, one that every call has for itself, a copy, a channel
// that one side forgets; and which side is to change.
package wording

import "sync"

// Two has a lock for each side: a for the goroutine that counts, b for the function that
// adds up. Each side holds its lock at every access, so that neither is without one, and
// the message has to say that there are two. The map is a local variable, so that no
// discipline of other functions tells which of the locks is its guard. Neither side waits
// for the other: the goroutine counts on after the function has returned, and another call
// starts one more.
func Two(n int) (sum int) {
	var a, b sync.Mutex
	m := map[string]int{}
	go func() {
		for {
			a.Lock()
			m["x"]++ // want `write to m conflicts with the read on line 26; the goroutine started on line 17 runs at the same time; they hold different locks, a and b$`
			a.Unlock()
		}
	}()
	for range n {
		b.Lock()
		sum += m["x"]
		b.Unlock()
	}
	return sum
}

// Each declares the lock in the goroutine.
func Each(m map[string]int, keys []string) {
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var mu sync.Mutex
			mu.Lock()
			defer mu.Unlock()
			m[k]++ // want `write to m conflicts with the same write in another goroutine; goroutines started on line 37 run at the same time; mu is declared in a function literal of Each, so every call has its own`
		}()
	}
	wg.Wait()
}

// Own declares the lock in a method, beside those that take the right one.
type Own struct {
	mu sync.RWMutex
	m  map[string]int
}

func (o *Own) Set(k string, v int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.m[k] = v
}

func (o *Own) Get(k string) int {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.m[k]
}

func (o *Own) Drop(k string) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	delete(o.m, k) // want `delete from o\.m conflicts with the write on line 57; Own\.Drop and Own\.Set can run at the same time; mu is declared in Drop, so every call has its own`
}

// Value has a method that locks a copy.
type Value struct {
	mu sync.Mutex
	m  map[string]int
}

func (v *Value) Drop(k string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.m, k)
}

func (v *Value) Get(k string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.m[k]
}

func (v Value) Set(k string, n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.m[k] = n // want `write to v\.m conflicts with the delete on line 82; Value\.Set and Value\.Drop can run at the same time; Set locks its own copy of v\.mu, since its receiver is not a pointer`
}

// Fill is in the hands of the others of its package.
func Fill(v *Value) {
	v.Set("x", 1)
	v.Drop("x")
}

// Token takes a channel as a lock, but for Len.
type Token struct {
	sem chan struct{}
	m   map[string]int
}

func NewToken() *Token {
	t := &Token{sem: make(chan struct{}, 1), m: map[string]int{}}
	go func() {
		for {
			t.Set("x", 1)
		}
	}()
	return t
}

func (t *Token) Set(k string, v int) {
	t.sem <- struct{}{}
	t.m[k] = v
	<-t.sem
}

func (t *Token) Len() int {
	return len(t.m) // want `len of t\.m conflicts with the write on line 121; the goroutine started on line 111 runs at the same time; only the write takes the semaphore t\.sem`
}

// Hub changes its map on a goroutine of its own: the method from outside is to change.
type Hub struct {
	in, out chan string
	m       map[string]int
}

func NewHub() *Hub {
	h := &Hub{in: make(chan string), out: make(chan string), m: map[string]int{}}
	go h.run()
	return h
}

func (h *Hub) run() {
	for {
		select {
		case k := <-h.in:
			h.m[k]++
		case k := <-h.out:
			delete(h.m, k)
		}
	}
}

func (h *Hub) Reset() {
	clear(h.m) // want `clear of h\.m conflicts with the write on line 145; the goroutine started on line 137 runs at the same time; no lock protects both$`
}
