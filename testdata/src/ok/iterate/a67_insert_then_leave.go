// A67: an insertion while ranging, after which the loop is left; or of keys
// which the loop passes over.
//
// Safe because no iteration follows the insertion, or because it makes no
// difference whether the iteration meets the new key.
//
// Naive mistake: to report each insertion inside of a range over the same map,
// without a look at what comes next.
package iterate

import (
	"strings"
	"sync"
)

type stealable struct{ busy bool }

// stealIdle returns right after the insertion.
func stealIdle(m map[int]*stealable, tid int) *stealable {
	for old, c := range m {
		if !c.busy {
			delete(m, old)
			m[tid] = c
			return c
		}
	}
	return nil
}

// insertAndBreak breaks out of the loop.
func insertAndBreak(m map[string]int) {
	for k, v := range m {
		if v > 10 {
			m[k+"!"] = v - 10
			break
		}
	}
}

// insertAndBreakOuter leaves both loops by a label.
func insertAndBreakOuter(m map[string]int, suffixes []string) {
outer:
	for k := range m {
		for _, s := range suffixes {
			if strings.HasPrefix(k, s) {
				m[k+s] = 1
				break outer
			}
		}
	}
}

// insertAndRestart starts the iteration again by an outer loop.
func insertAndRestart(m map[string]int) {
	for again := true; again; {
		again = false
		for k, v := range m {
			if v == 0 {
				delete(m, k)
				m[k+"0"] = 1
				again = true
				break
			}
		}
	}
}

// addShort inserts keys which the body ignores when it meets them.
func addShort(m map[string]int) {
	for k, v := range m {
		if !strings.HasPrefix(k, "refs/tags/") {
			continue
		}
		m[strings.TrimPrefix(k, "refs/tags/")] = v
	}
}

// lockedPool does it under its lock.
type lockedPool struct {
	mu   sync.Mutex
	vcpu map[int]*stealable
}

func (p *lockedPool) get(tid int) *stealable {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.vcpu[tid]; c != nil {
		return c
	}
	if c := stealIdle(p.vcpu, tid); c != nil {
		return c
	}
	c := new(stealable)
	p.vcpu[tid] = c
	return c
}

// UseA67 uses the pool concurrently.
func UseA67() int {
	p := &lockedPool{vcpu: map[int]*stealable{}}
	for tid := range 4 {
		go p.get(tid)
	}
	p.get(9)
	m := map[string]int{"a": 11, "refs/tags/v1": 1, "z": 0}
	insertAndBreak(m)
	insertAndBreakOuter(m, []string{"a"})
	insertAndRestart(m)
	addShort(m)
	return len(m)
}
