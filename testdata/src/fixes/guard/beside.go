package guard

import "sync"

// Pointer has a lock that is made by new: only its users tell its name.
func Pointer(names []string) map[string]int {
	mu := &sync.Mutex{}
	failed := map[string]int{}
	var wg sync.WaitGroup
	for i, name := range names {
		if _, ok := failed[name]; ok { // want `read of failed is not synchronized`
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			failed[name] = i
			mu.Unlock()
		}()
	}
	wg.Wait()
	return failed
}

// Changed gives the variable another lock: which one is it?
func Changed(names []string) map[string]int {
	mu := &sync.Mutex{}
	failed := map[string]int{}
	var wg sync.WaitGroup
	for i, name := range names {
		if _, ok := failed[name]; ok { // want `read of failed is not synchronized`
			mu = &sync.Mutex{}
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			failed[name] = i
			mu.Unlock()
		}()
	}
	wg.Wait()
	return failed
}

// Watches has a guard.
type Watches struct {
	mu  sync.Mutex
	all map[string]*Watch
	out chan string
}

// Watch can be ended.
type Watch struct{ cancel func() }

// Remove holds the lock.
func (w *Watches) Remove(k string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.all, k)
}

// Add holds it for the store alone.
func (w *Watches) Add(k string, cancel func()) {
	if old, ok := w.all[k]; ok { // want `read of w\.all is not synchronized`
		old.cancel = cancel
	} else {
		one := &Watch{cancel: cancel}

		w.mu.Lock()
		w.all[k] = one
		w.mu.Unlock()
	}
	w.out <- k
}

// RunWatches adds and removes.
func RunWatches() {
	w := &Watches{all: map[string]*Watch{}, out: make(chan string, 9)}
	go w.Remove("a")
	w.Add("a", nil)
}

// Users has requests by user.
type Users struct {
	mu  sync.Mutex
	all map[string]*User
}

// User has requests.
type User struct{ requests []func() bool }

// Remove holds the lock.
func (u *Users) Remove(k string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.all, k)
}

// Each looks up twice what may be gone the second time.
func (u *Users) Each(k string) int {
	if u.all[k] == nil { // want `read of u\.all is not synchronized`
		return 0
	}
	for i, ok := range u.all[k].requests {
		if ok() {
			return i
		}
	}
	return len(k)
}

// RunUsers asks and removes.
func RunUsers() {
	u := &Users{all: map[string]*User{}}
	go u.Remove("a")
	u.Each("a")
}
