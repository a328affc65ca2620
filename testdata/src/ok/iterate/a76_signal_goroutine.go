// A76: a signal goroutine that owns its map, or takes the lock.
//
// Safe because reload takes the lock of the configuration itself, and what only
// the signal goroutine touches needs none.
//
// Naive mistake: to report what is reachable from the literal of the goroutine
// because the literal itself holds no lock.
package iterate

import (
	"os"
	"os/signal"
	"sync"
)

func watchSignals(c chan os.Signal, reload func()) {
	go func() {
		for range c {
			reload() // takes the config lock itself
		}
	}()
}

// reloadedConfig is read by all and replaced on a signal.
type reloadedConfig struct {
	mu   sync.RWMutex
	vals map[string]string
	gen  map[string]int
}

func (r *reloadedConfig) reload() {
	next := map[string]string{}
	next["loaded"] = "yes"
	r.mu.Lock()
	defer r.mu.Unlock()
	r.vals = next
	r.gen["loads"]++
}

func (r *reloadedConfig) get(k string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.vals[k]
}

func (r *reloadedConfig) set(k, v string) {
	r.mu.Lock()
	r.vals[k] = v
	r.mu.Unlock()
}

// countSignals owns its map in the goroutine and sends it when it ends.
func countSignals(c <-chan os.Signal) <-chan map[string]int {
	out := make(chan map[string]int, 1)
	counts := map[string]int{}
	go func() {
		for s := range c {
			counts[s.String()]++
		}
		out <- counts
	}()
	return out
}

// UseA76 starts both and goes on.
func UseA76() int {
	r := &reloadedConfig{vals: map[string]string{}, gen: map[string]int{}}
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	watchSignals(c, r.reload)
	watchSignals(c, func() { r.set("by", "literal") })
	go r.get("loaded")
	go r.set("k", "v")
	c <- os.Interrupt
	r.set("parent", "1")
	r.reload()

	c2 := make(chan os.Signal, 2)
	out := countSignals(c2)
	c2 <- os.Interrupt
	signal.Stop(c)
	close(c2)
	counts := <-out
	counts["parent"] = 1
	return len(counts) + len(r.get("parent"))
}
