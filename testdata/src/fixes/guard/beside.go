package guard

import (
	"fmt"
	"net/http"
	"sync"
)

// Pointer has a lock that is made by new: only its users tell its name.
func Pointer(names []string) map[string]int {
	mu := &sync.Mutex{}
	failed := map[string]int{}
	var wg sync.WaitGroup
	for i, name := range names {
		if _, ok := failed[name]; ok { // want `read of failed without a lock conflicts with`
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
		if _, ok := failed[name]; ok { // want `read of failed without mu conflicts with`
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
	if old, ok := w.all[k]; ok { // want `read of w\.all without w\.mu conflicts with`
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
	if u.all[k] == nil { // want `read of u\.all without u\.mu conflicts with`
		return 0
	}
	for i, ok := range u.all[k].requests { // want `read of u\.all without u\.mu`
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

// Account and Conn take each other's locks, in both orders.
type Account struct {
	mu    sync.RWMutex
	keys  map[string]int
	limit int
	conns []*Conn
}

// Conn belongs to an account.
type Conn struct {
	mu  sync.Mutex
	acc *Account
	n   int
}

// Set holds both.
func (a *Account) Set(k string, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys[k] = n
	for _, c := range a.conns {
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
	}
}

// Unset holds one.
func (a *Account) Unset(k string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.keys, k)
}

// Len holds it for reading.
func (a *Account) Len() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return len(a.keys)
}

// Key holds it for reading, too.
func (a *Account) Key(k string) int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.keys[k]
}

// apply takes the account's lock itself. Lock is held on entry.
func (c *Conn) apply(k string) {
	if n, ok := c.acc.keys[k]; ok { // want `read of c\.acc\.keys without c\.acc\.mu`
		c.n = n
	}
	c.acc.mu.RLock()
	c.n = min(c.n, c.acc.limit)
	c.acc.mu.RUnlock()
}

// other does not: it might wait for ever.
func (c *Conn) other(k string) {
	delete(c.acc.keys, k) // want `delete from c\.acc\.keys without c\.acc\.mu`
}

// Apply holds the connection's lock.
func (c *Conn) Apply(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.apply(k)
}

// Other holds it, too.
func (c *Conn) Other(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.other(k)
}

// Sums has a map of maps that is written out.
type Sums struct {
	mu  sync.Mutex
	all map[string]map[string]int
}

// Add holds the lock.
func (s *Sums) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[k] = map[string]int{}
}

// Dump gives all of it to somebody who takes his time.
func (s *Sums) Dump(w http.ResponseWriter) {
	fmt.Fprintln(w, s.all) // want `read of s\.all without s\.mu conflicts with`
}

// RunSums adds and dumps.
func RunSums() {
	s := &Sums{all: map[string]map[string]int{}}
	go s.Add("a")
	s.Dump(nil)
}
