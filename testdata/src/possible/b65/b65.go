// Package b65 holds counters beside a shared map that are not atomic (idiom
// B65): mostly such a word belongs to one goroutine at a time.
//
// Category: mixed-atomic
package b65

import "sync"

type log struct {
	mu      sync.Mutex
	entries map[string]int
	written int
}

func (l *log) put(k string) {
	l.mu.Lock()
	l.entries[k]++
	l.mu.Unlock()
	l.written++ // want `write to counter l\.written conflicts with the read on line 33; the goroutine started on line 26 runs at the same time`
}

// Use asks for the counter while a goroutine counts.
func Use() int {
	l := &log{entries: map[string]int{}}
	done := make(chan bool)
	go func() {
		l.put("a")
		close(done)
	}()
	l.mu.Lock()
	l.entries["b"]++
	l.mu.Unlock()
	n := l.written
	<-done
	return n
}
