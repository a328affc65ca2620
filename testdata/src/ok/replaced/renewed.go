package replaced

import "sync"

// Limits are set by filling a new map under the lock: whoever took the old one
// under the lock may use it afterwards.
type Limits struct {
	mu   sync.RWMutex
	tier map[string]int
}

func (l *Limits) Update(of map[string]int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tier = map[string]int{}
	for t, n := range of {
		l.tier[t] = n
	}
}

func (l *Limits) Tier(t string) int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.tier[t]
}

func (l *Limits) Count() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.tier)
}

func (l *Limits) Apply() int {
	l.mu.RLock()
	tier := l.tier
	l.mu.RUnlock()
	if tier == nil {
		return 0
	}
	return l.sum(tier)
}

func (l *Limits) sum(tier map[string]int) int {
	n := len(tier)
	for _, v := range tier {
		n += v
	}
	return n
}
