package guard

import "sync"

// Quota leaves the lock to the callers of some of its methods.
type Quota struct {
	limit sync.Mutex
	mu    sync.RWMutex
	used  map[string]int
	memo  map[string]bool
	//mapconcur:guardedby mu
	marks map[string]int
}

// Add holds the lock.
func (q *Quota) Add(k string, n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.used[k] += n
	q.memo[k] = false
}

// Drop holds the lock.
func (q *Quota) Drop(k string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.used, k)
	return q.fits(k)
}

// sum adds up. The lock must be held.
func (q *Quota) sum() (n int) {
	for _, v := range q.used { // want `range over q\.used without q\.mu conflicts with`
		n += v
	}
	return n
}

// Try forgets what sum asks for.
func (q *Quota) Try(k string, in <-chan int) bool {
	if q.sum() > 100 {
		return false
	}
	q.Add(k, <-in)
	return true
}

// fits remembers what it has found.
func (q *Quota) fits(k string) bool {
	ok, hit := q.memo[k]
	if !hit {
		ok = len(k) > 3
		q.memo[k] = ok
	}
	return ok
}

// Run calls a method that writes, in a condition.
func (q *Quota) Run(in <-chan string) {
	for k := range in {
		if !q.fits(k) { // want `this call's write to q\.memo on line \d+ without q\.mu`
			continue
		}
		q.Add(k, <-q.next())
	}
}

// next waits.
func (q *Quota) next() chan int { return make(chan int) }

// Mark breaks the statement of the guard.
func (q *Quota) Mark(k string) {
	q.marks[k] = 1 // want `write to q\.marks without q\.mu conflicts with the write on line 87; Quota\.Mark and Quota\.Again can run at the same time`
}

// Marked holds another lock, for nothing else.
func (q *Quota) Marked(k string) int {
	q.limit.Lock()
	defer q.limit.Unlock()
	return q.marks[k] // want `read of q\.marks without q\.mu conflicts with the write on line 87; Quota\.Marked and Quota\.Again can run at the same time`
}

// Again has the lock for reading.
func (q *Quota) Again(k string) {
	q.mu.RLock()
	defer q.mu.RUnlock()
	q.marks[k]++ // want `write to q\.marks while q\.mu is only read-locked conflicts with .*; the comment .* says that`
}

// Peek is silenced: it stays as it is, and the other fixes come nevertheless.
func (q *Quota) Peek(k string) int {
	return q.used[k] //mapconcur:ignore an old number will do
}

// Later has a literal in one line, and a comment behind that.
func (q *Quota) Later(k string) {
	go func() { q.marks[k] = 1 }() // want `write to q\.marks`
}
