// Package oncevalue has maps that sync.Once and sync.OnceValue fill once, and that are then only read.
package oncevalue

import "sync"

var codes = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	m["ok"] = 200
	return m
})

// Code reads the map.
func Code(name string) int { return codes()[name] }

// Serve reads it on several goroutines.
func Serve(names []string) {
	for _, n := range names {
		go func() { Code(n) }()
	}
}

// Lazy fills its map when it is first read.
type Lazy struct {
	once sync.Once
	m    map[string]int
}

func (l *Lazy) Get(k string) int {
	l.once.Do(func() { l.m = map[string]int{"a": 1} })
	return l.m[k]
}

// UseLazy reads it on two goroutines.
func UseLazy(l *Lazy) {
	for range 2 {
		go l.Get("a")
	}
}
