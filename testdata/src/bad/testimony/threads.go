package testimony

import (
	"sync"
	"time"
)

var (
	hooksMu sync.RWMutex
	hooks   = map[string]func(){}
)

// OnTick adds a hook under the lock.
func OnTick(name string, f func()) {
	hooksMu.Lock()
	hooks[name] = f
	hooksMu.Unlock()
}

func runHooks() {
	for _, f := range hooks { // want `hooks`
		f()
	}
}

// Run starts the goroutine that calls the hooks.
func Run(every time.Duration) {
	go func() {
		for range time.Tick(every) {
			runHooks()
		}
	}()
}

// Board is written by its goroutine, and read under a lock.
type Board struct {
	mu     sync.Mutex
	scores map[string]int
	in     chan string
}

// Start starts the goroutine, which takes no lock.
func (b *Board) Start() { go b.loop() }

func (b *Board) loop() {
	for s := range b.in {
		b.scores[s]++ // want `scores`
	}
}

// Score takes the lock for the read alone.
func (b *Board) Score(s string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.scores[s]
}
