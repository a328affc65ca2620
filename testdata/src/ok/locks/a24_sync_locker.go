// A24: the lock is a sync.Locker.
//
// Safe because the interface holds one mutex, and Lock and Unlock are called
// on it around all accesses.
//
// Naive mistake: to know the concrete methods of sync.Mutex only, so that calls
// through the interface do not count (or crash the analyzer).
package locks

import "sync"

// lockerTable gets its lock from the creator.
type lockerTable struct {
	lk    sync.Locker
	addrs map[string]int
}

func newLockerTable(lk sync.Locker) *lockerTable {
	return &lockerTable{lk: lk, addrs: map[string]int{}}
}

func (t *lockerTable) add(a string) {
	t.lk.Lock()
	defer t.lk.Unlock()
	t.addrs[a]++
}

func (t *lockerTable) del(a string) {
	t.lk.Lock()
	delete(t.addrs, a)
	t.lk.Unlock()
}

func (t *lockerTable) size() int {
	t.lk.Lock()
	defer t.lk.Unlock()
	return len(t.addrs)
}

// embeddedLocker embeds the interface.
type embeddedLocker struct {
	sync.Locker
	m map[string]bool
}

func (e *embeddedLocker) mark(k string) {
	e.Lock()
	defer e.Unlock()
	e.m[k] = true
}

func (e *embeddedLocker) marked(k string) bool {
	e.Locker.Lock()
	defer e.Locker.Unlock()
	return e.m[k]
}

// rwLocker is an interface of the program's own.
type rwLocker interface {
	sync.Locker
	RLock()
	RUnlock()
}

type rwLockerTable struct {
	rwLocker
	m map[int]int
}

func (t *rwLockerTable) put(k int) {
	t.Lock()
	t.m[k] = k
	t.Unlock()
}

func (t *rwLockerTable) get(k int) int {
	t.RLock()
	defer t.RUnlock()
	return t.m[k]
}

// UseA24 passes different kinds of locks.
func UseA24() int {
	t := newLockerTable(new(sync.Mutex))
	e := &embeddedLocker{Locker: new(sync.RWMutex), m: map[string]bool{}}
	rw := &rwLockerTable{rwLocker: new(sync.RWMutex), m: map[int]int{}}
	for i, a := range []string{"a", "b"} {
		go t.add(a)
		go t.del(a)
		go t.size()
		go e.mark(a)
		go e.marked(a)
		go rw.put(i)
		go rw.get(i)
	}
	t.add("z")
	e.mark("z")
	rw.put(9)
	if e.marked("z") {
		return t.size()
	}
	return rw.get(9)
}
