// A27: the lock is a parameter; withLock(lk, f).
//
// Safe because the helper holds the lock it was given while it runs the
// function, so that the access in the literal is under the object's lock.
//
// Naive mistake: to look at the literal alone, which takes no lock, or to know
// the lock inside the helper only as "parameter number one".
package locks

import "sync"

func withLock(lk sync.Locker, f func()) {
	lk.Lock()
	defer lk.Unlock()
	f()
}

func withMutex(mu *sync.Mutex, f func() error) error {
	mu.Lock()
	err := f()
	mu.Unlock()
	return err
}

// lockParamDB runs all accesses through the helpers.
type lockParamDB struct {
	mu sync.Mutex
	m  map[string]int
}

func (d *lockParamDB) add(k string) {
	withLock(&d.mu, func() { d.m[k]++ })
}

func (d *lockParamDB) get(k string) (n int) {
	withLock(&d.mu, func() {
		n = d.m[k]
	})
	return n
}

func (d *lockParamDB) drop(k string) error {
	return withMutex(&d.mu, func() error {
		delete(d.m, k)
		return nil
	})
}

// direct uses the same lock without a helper.
func (d *lockParamDB) direct(k string) {
	d.mu.Lock()
	d.m[k] = 0
	d.mu.Unlock()
}

// addTo has map and lock as parameters.
func addTo(mu *sync.Mutex, m map[string]int, k string) {
	mu.Lock()
	defer mu.Unlock()
	m[k]++
}

// storeAndUnlock is called with the lock held and gives it back.
func storeAndUnlock(mu *sync.Mutex, m map[string]int, k string, v int) {
	m[k] = v
	mu.Unlock()
}

func lockParamLocal(keys []string) int {
	var mu sync.Mutex
	m := map[string]int{}
	for _, k := range keys {
		go addTo(&mu, m, k)
		go func() {
			mu.Lock()
			storeAndUnlock(&mu, m, k, 1)
		}()
	}
	addTo(&mu, m, "parent")
	mu.Lock()
	defer mu.Unlock()
	return len(m)
}

// UseA27 uses helpers and direct locking in parallel.
func UseA27() int {
	d := &lockParamDB{m: map[string]int{}}
	for _, k := range []string{"a", "b"} {
		go d.add(k)
		go d.get(k)
		go d.drop(k)
		go d.direct(k)
	}
	d.add("z")
	withLock(&d.mu, func() { delete(d.m, "y") })
	return d.get("z") + lockParamLocal([]string{"a", "b"})
}
