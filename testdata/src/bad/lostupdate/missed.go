package lostupdate

import "sync"

var (
	visitsMu sync.RWMutex
	visits   = map[string]int{}
)

// Visit counts those that it knows, or begins to.
func Visit(who string, guest bool) int {
	visitsMu.RLock()
	n, ok := visits[who]
	visitsMu.RUnlock()
	if !ok && guest {
		return 0
	}
	n++
	visitsMu.Lock()
	visits[who] = n // want `conflicts with writes by others since the look-up on line 13`
	visitsMu.Unlock()
	return n
}
