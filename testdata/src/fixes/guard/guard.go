// Package guard forgets a lock in every syntactic position.
package guard

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Store has a map with a guard.
type Store struct {
	mu    sync.RWMutex
	items map[string]int
	subs  map[string]chan int
	flags map[string]bool
}

// Set holds the lock.
func (s *Store) Set(k string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = n
	s.subs[k] = make(chan int)
	s.flags[k] = true
}

// Unset holds the lock.
func (s *Store) Unset(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, k)
	delete(s.subs, k)
	delete(s.flags, k)
}

// Get holds the lock.
func (s *Store) Get(k string) (int, chan int, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[k], s.subs[k], s.flags[k]
}

// Return is one critical section.
func (s *Store) Return(k string) int {
	return s.items[k] // want `read of s\.items without s\.mu conflicts with`
}

// OneLine is written on one line.
func (s *Store) OneLine() int { return len(s.items) } // want `len of s\.items without s\.mu conflicts with`

// Literal is a function literal on one line.
func (s *Store) Literal() func() int {
	return func() int { return len(s.items) }
}

// IfInit looks up in the header of an if statement.
func (s *Store) IfInit(k string) int {
	if n, ok := s.items[k]; ok { // want `read of s\.items without s\.mu conflicts with`
		return slow(n)
	}
	return slow(0)
}

// IfInitTaken has the names already.
func (s *Store) IfInitTaken(k string) int {
	n, ok := 1, true
	if n, ok := s.items[k]; ok { // want `read of s\.items without s\.mu conflicts with`
		return slow(n)
	}
	if ok {
		n++
	}
	return slow(n)
}

// IfCond looks up in the condition.
func (s *Store) IfCond(k string) int {
	// Flags say what to do.
	if s.flags[k] { // want `read of s\.flags without s\.mu conflicts with`
		return slow(1)
	}
	return slow(0)
}

// IfSmall is a small critical section.
func (s *Store) IfSmall(ks []string) (n int) {
	for _, k := range ks {
		if s.flags[k] { // want `read of s\.flags without s\.mu conflicts with`
			n++
		}
		slow(n)
	}
	return n
}

// CheckThenAct looks up and inserts.
func (s *Store) CheckThenAct(k string) {
	slow(1)
	if _, ok := s.items[k]; !ok { // want `read of s\.items without s\.mu conflicts with`
		s.items[k] = 1 // want `write to s\.items without s\.mu conflicts with`
	}
	slow(2)
}

// For has the map in its condition.
func (s *Store) For() {
	for len(s.items) > 0 { // want `len of s\.items without s\.mu conflicts with`
		time.Sleep(time.Second)
	}
}

// ForNot is not finished before a flag is set.
func (s *Store) ForNot() {
	for !s.flags["done"] { // want `read of s\.flags without s\.mu conflicts with`
		time.Sleep(time.Second)
	}
}

// ForPost has more than a condition.
func (s *Store) ForPost() {
	for i := 0; i < len(s.items); i++ { // want `len of s\.items without s\.mu conflicts with`
		time.Sleep(time.Second)
	}
}

// Switch has the map in its tag.
func (s *Store) Switch(k string) {
	switch s.items[k] { // want `read of s\.items without s\.mu conflicts with`
	case 1:
		slow(1)
	default:
		slow(2)
	}
}

// Argument has it in the argument of a call.
func (s *Store) Argument(w http.ResponseWriter, k string) {
	fmt.Fprintf(w, "%d of %d", s.items[k], len(s.items)) // want `len of s\.items without s\.mu conflicts with` `read of s\.items without s\.mu conflicts with the write on line 23`
}

// Printed is read by a function that must not run under the lock.
func (s *Store) Printed(w http.ResponseWriter) {
	fmt.Fprintln(w, s.items) // want `read of s\.items without s\.mu conflicts with`
}

// Defer evaluates the arguments of a deferred call.
func (s *Store) Defer(k string) {
	defer slow(s.items[k]) // want `read of s\.items without s\.mu conflicts with`
	slow(1)
}

// Go does the same for another goroutine.
func (s *Store) Go(k string) {
	go slow(s.items[k]) // want `read of s\.items without s\.mu conflicts with`
	slow(1)
}

// Send sends an element, and to an element.
func (s *Store) Send(k string, out chan int) {
	out <- s.items[k] // want `read of s\.items without s\.mu conflicts with`
}

// SendTo sends to an element.
func (s *Store) SendTo(k string) {
	s.subs[k] <- 1 // want `read of s\.subs without s\.mu conflicts with`
}

// Receive stores what it receives.
func (s *Store) Receive(k string, in chan int) {
	s.items[k] = <-in // want `write to s\.items without s\.mu conflicts with`
}

// Select sends and stores.
func (s *Store) Select(k string, in, out chan int) {
	select {
	case out <- s.items[k]: // want `read of s\.items without s\.mu conflicts with`
	case n := <-in:
		s.items[k] = n // want `write to s\.items without s\.mu conflicts with`
	}
}

// Slow computes the value before it takes the lock.
func (s *Store) Slow(k string) {
	s.items[k] = slow(1) // want `write to s\.items without s\.mu conflicts with`
}

// Range has a body that takes its time.
func (s *Store) Range(w http.ResponseWriter) {
	for k, n := range s.items { // want `range over s\.items without s\.mu conflicts with`
		fmt.Fprintln(w, k, n)
	}
}

// RangeQuick does not.
func (s *Store) RangeQuick() (sum int) {
	for _, n := range s.items { // want `range over s\.items without s\.mu conflicts with`
		sum += n
	}
	slow(sum)
	return sum
}

// Break leaves the loop in its middle.
func (s *Store) Break(limit int) bool {
	found := false
	for _, n := range s.items { // want `range over s\.items without s\.mu conflicts with`
		if n > limit {
			found = true
			break
		}
	}
	slow(limit)
	return found
}

// EarlyReturn leaves the section in its middle.
func (s *Store) EarlyReturn(k string) {
	slow(1)
	for _, n := range s.items { // want `range over s\.items without s\.mu conflicts with`
		if n == 0 {
			return
		}
	}
	s.items[k] = 0 // want `write to s\.items without s\.mu conflicts with`
	slow(2)
}

// Label has a loop with a label.
func (s *Store) Label(w http.ResponseWriter, ks []string) {
outer:
	for k, n := range s.items { // want `range over s\.items without s\.mu conflicts with`
		for _, x := range ks {
			if x == k {
				continue outer
			}
		}
		fmt.Fprintln(w, n)
	}
}

// Case has a statement in a case.
func (s *Store) Case(k string, n int) {
	switch n {
	case 1:
		s.items[k]++ // want `write to s\.items without s\.mu conflicts with`
		slow(n)
	}
}

// Extend goes on after the end of a section.
func (s *Store) Extend(k string) {
	s.mu.Lock()
	s.items[k] = 1
	s.mu.Unlock()
	if s.flags[k] { // want `read of s\.flags without s\.mu conflicts with`
		slow(1)
	}
}

// Locked does so before its beginning.
func (s *Store) Locked(k string) bool {
	if s.flags[k] {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flags[k] = true
	return true
}

func slow(n int) int {
	time.Sleep(time.Second)
	return n
}

// Run calls all methods beside a goroutine.
func Run() {
	s := &Store{}
	go s.Set("a", 1)
	s.Unset("a")
	s.Get("a")
	s.Return("a")
	s.OneLine()
	s.Literal()
	s.IfInit("a")
	s.IfInitTaken("a")
	s.IfCond("a")
	s.IfSmall(nil)
	s.CheckThenAct("a")
	s.For()
	s.ForNot()
	s.ForPost()
	s.Switch("a")
	s.Argument(nil, "a")
	s.Printed(nil)
	s.Defer("a")
	s.Go("a")
	s.Send("a", nil)
	s.SendTo("a")
	s.Receive("a", nil)
	s.Select("a", nil, nil)
	s.Slow("a")
	s.Range(nil)
	s.RangeQuick()
	s.Break(1)
	s.EarlyReturn("a")
	s.Label(nil, nil)
	s.Case("a", 1)
	s.Extend("a")
	s.Locked("a")
}

// Alias uses the map after its section.
func (s *Store) Alias() {
	s.mu.RLock()
	items := s.items
	s.mu.RUnlock()
	for _, n := range items { // want `range over items without Store\.mu conflicts with`
		slow(n)
	}
}

// RunAlias calls it.
func RunAlias() {
	s := &Store{}
	go s.Set("a", 1)
	s.Alias()
}

// Desk has a map for each of its locks.
type Desk struct {
	inMu  sync.Mutex
	in    map[string]int
	outMu sync.Mutex
	out   map[string]int
}

// Receive holds the lock of in.
func (d *Desk) Receive(k string) {
	d.inMu.Lock()
	defer d.inMu.Unlock()
	d.in[k]++
}

// Received holds the lock of in.
func (d *Desk) Received(k string) int {
	d.inMu.Lock()
	defer d.inMu.Unlock()
	return d.in[k]
}

// Send holds the lock of out.
func (d *Desk) Send(k string) {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	d.out[k]++
}

// Sent holds the lock of out.
func (d *Desk) Sent(k string) int {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	return d.out[k]
}

// Cancel holds the wrong one.
func (d *Desk) Cancel(k string) {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	d.in[k]-- // want `write to d.in without d.inMu`
}

// Forget holds the lock of in.
func (d *Desk) Forget(k string) {
	d.inMu.Lock()
	defer d.inMu.Unlock()
	delete(d.in, k)
}

// Twice looks up again under the lock, which it does not take at first.
func (s *Store) Twice(k string) int {
	if n, ok := s.items[k]; ok { // want `read of s.items without s\.mu conflicts with`
		return n
	}

	s.mu.Lock()
	if n, ok := s.items[k]; ok {
		s.mu.Unlock()
		return n
	}
	s.items[k] = slow(1)
	s.mu.Unlock()
	return 1
}

// RunTwice calls it.
func RunTwice() {
	s := &Store{}
	go s.Set("a", 1)
	s.Twice("a")
}

// Inner has a label within its section.
func (s *Store) Inner(ks []string) {
	slow(1)
	n := s.items["n"] // want `read of s.items without s\.mu conflicts with`
outer:
	for _, k := range ks {
		for i := range n {
			if i > 5 {
				continue outer
			}
		}
		s.items[k] = n // want `write to s.items without s\.mu conflicts with`
	}
	slow(2)
}

// RunInner calls it.
func RunInner() {
	s := &Store{}
	go s.Set("a", 1)
	s.Inner(nil)
}

// Both iterates twice.
func (d *Desk) Both(w http.ResponseWriter) {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	d.out["both"]++
	go func() {
		for k := range d.in { // want `range over d.in without d.inMu`
			fmt.Fprintln(w, k)
		}
		for _, n := range d.in {
			fmt.Fprintln(w, n)
		}
	}()
}
