package peeked

import "sync"

type index struct {
	mu    sync.Mutex
	names map[string]int
}

func (x *index) start() {
	go func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.add("a")
	}()
}

func (x *index) add(name string) { x.names[name]++ }
