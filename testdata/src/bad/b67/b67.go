// Package b67 holds idiom B67, a publication flag without atomics: seeing the
// flag does not mean seeing the map that was stored before it.
//
// Category: read-write
package b67

import (
	"sync"
	"time"
)

func load() map[string]int { return map[string]int{"a": 1} }

var (
	ready bool
	tab   map[string]int
)

func setup() {
	tab = load() // want `replacement of tab conflicts with the read`
	ready = true
}

func get(k string) int {
	for !ready {
		time.Sleep(time.Millisecond)
	}
	return tab[k]
}

// Run waits for the set-up by polling.
func Run() int {
	go setup()
	return get("a")
}

var (
	readyFixed = make(chan struct{})
	tabFixed   map[string]int
)

func setupFixed() {
	tabFixed = load()
	close(readyFixed)
}

func getFixed(k string) int {
	<-readyFixed
	return tabFixed[k]
}

// RunFixed waits for a channel.
func RunFixed() int {
	go setupFixed()
	return getFixed("a")
}

var (
	once       sync.Once
	tabOnceFix map[string]int
)

func getOnceFixed(k string) int {
	once.Do(func() { tabOnceFix = load() })
	return tabOnceFix[k]
}

// RunOnceFixed sets up where it is first needed.
func RunOnceFixed() int {
	done := make(chan int)
	go func() { done <- getOnceFixed("a") }()
	return getOnceFixed("a") + <-done
}
