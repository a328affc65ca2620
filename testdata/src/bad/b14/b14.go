// Package b14 holds idiom B14, unlocked too early: the entry is made under the
// lock, then the map is indexed once more after the unlock.
//
// Category: read-write
package b14

import "sync"

type urlLocks struct {
	mu sync.Mutex
	m  map[string]*sync.Mutex
}

func (l *urlLocks) lock(u string) {
	l.mu.Lock()
	if l.m[u] == nil {
		l.m[u] = new(sync.Mutex)
	}
	l.mu.Unlock()
	l.m[u].Lock() // want `read of l.m without l\.mu conflicts with the write`
}

// Run locks different addresses from several goroutines.
func Run() {
	l := &urlLocks{m: map[string]*sync.Mutex{}}
	var wg sync.WaitGroup
	for _, u := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.lock(u)
		}()
	}
	wg.Wait()
}

type exports struct {
	mu     sync.Mutex
	byName map[string]int
}

func (e *exports) add(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.byName[name]++
}

// remove deletes one line before the lock is taken.
func (e *exports) remove(name string) {
	delete(e.byName, name) // want `delete from e.byName without e\.mu conflicts with the write`
	e.mu.Lock()
	e.byName[""]++
	e.mu.Unlock()
}

// RunRemove adds and removes at once.
func RunRemove() {
	e := &exports{byName: map[string]int{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		e.remove("a")
	}()
	e.add("b")
	<-done
}

type urlLocksFixed struct {
	mu sync.Mutex
	m  map[string]*sync.Mutex
}

func (l *urlLocksFixed) lock(u string) {
	l.mu.Lock()
	one := l.m[u]
	if one == nil {
		one = new(sync.Mutex)
		l.m[u] = one
	}
	l.mu.Unlock()
	one.Lock()
}

// RunFixed keeps the value in a local.
func RunFixed() {
	l := &urlLocksFixed{m: map[string]*sync.Mutex{}}
	var wg sync.WaitGroup
	for _, u := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l.lock(u)
		}()
	}
	wg.Wait()
}

type exportsFixed struct {
	mu     sync.Mutex
	byName map[string]int
}

func (e *exportsFixed) add(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.byName[name]++
}

func (e *exportsFixed) remove(name string) {
	e.mu.Lock()
	delete(e.byName, name)
	e.byName[""]++
	e.mu.Unlock()
}

// RunRemoveFixed adds and removes at once.
func RunRemoveFixed() {
	e := &exportsFixed{byName: map[string]int{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		e.remove("a")
	}()
	e.add("b")
	<-done
}
