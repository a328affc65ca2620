// A29: functions with the suffix Locked.
//
// Safe because all callers of these functions hold the lock, also through
// several levels of such functions.
//
// Naive mistake: to check each function on its own and to report the unlocked
// access in the callee.
package locks

import "sync"

// suffixCache evicts under the lock of its callers.
type suffixCache struct {
	mu    sync.Mutex
	m     map[string]int
	dirty map[string]bool
}

func (c *suffixCache) put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.m) > 100 {
		c.evictLocked()
	}
	c.storeLocked(k, v)
}

func (c *suffixCache) get(k string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.getLocked(k)
}

func (c *suffixCache) evictLocked() {
	for k := range c.m {
		c.dropLocked(k)
		return
	}
}

func (c *suffixCache) storeLocked(k string, v int) {
	c.m[k] = v
	c.dirty[k] = true
}

func (c *suffixCache) dropLocked(k string) {
	delete(c.m, k)
	delete(c.dirty, k)
}

func (c *suffixCache) getLocked(k string) int { return c.m[k] }

// ResetLocked is for other packages, which hold the lock by LockCache.
func (c *suffixCache) ResetLocked() {
	clear(c.m)
	clear(c.dirty)
}

// LockCache locks for a sequence of operations.
func (c *suffixCache) LockCache() { c.mu.Lock() }

// UnlockCache ends it.
func (c *suffixCache) UnlockCache() { c.mu.Unlock() }

// suffixTree recurses under its lock.
type suffixTree struct {
	mu    sync.RWMutex
	edges map[string][]string
	seen  map[string]int
}

func (t *suffixTree) visit(n string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.visitLocked(n, 0)
}

func (t *suffixTree) visitLocked(n string, depth int) int {
	if depth > 8 {
		return depth
	}
	t.seen[n]++
	total := 1
	for _, to := range t.edges[n] {
		total += t.visitLocked(to, depth+1)
	}
	return total
}

func (t *suffixTree) degree(n string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.degreeRLocked(n)
}

func (t *suffixTree) degreeRLocked(n string) int { return len(t.edges[n]) + t.seen[n] }

type suffixTable struct {
	mu   sync.Mutex
	rows map[int]int
}

// purgeTableLocked is a plain function; the caller holds t.mu.
func purgeTableLocked(t *suffixTable, below int) {
	for k := range t.rows {
		if k < below {
			delete(t.rows, k)
		}
	}
}

func (t *suffixTable) insert(k int) {
	t.mu.Lock()
	t.rows[k] = k
	purgeTableLocked(t, k-10)
	t.mu.Unlock()
}

// UseA29 calls the locking entries concurrently.
func UseA29() int {
	c := &suffixCache{m: map[string]int{}, dirty: map[string]bool{}}
	t := &suffixTree{edges: map[string][]string{"a": {"b"}}, seen: map[string]int{}}
	tab := &suffixTable{rows: map[int]int{}}
	for i, k := range []string{"a", "b"} {
		go c.put(k, i)
		go c.get(k)
		go t.visit(k)
		go t.degree(k)
		go tab.insert(i)
	}
	c.put("z", 26)
	tab.insert(5)
	c.LockCache()
	c.ResetLocked()
	c.UnlockCache()
	return c.get("z") + t.visit("a")
}
