package lostupdate

import "sync"

// Queues has a worker for each name, and what is to be done.
type Queues struct {
	mu      sync.RWMutex
	workers map[string]worker
	jobs    map[string][]string
	done    map[string]int
	total   int
}

func (q *Queues) get(name string) (worker, bool) {
	q.mu.RLock()
	defer q.mu.RUnlock()
	w, ok := q.workers[name]
	return w, ok
}

func (q *Queues) set(name string, w worker) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.workers[name] = w
}

// setOnce keeps what is there.
func (q *Queues) setOnce(name string, w worker) worker {
	q.mu.Lock()
	defer q.mu.Unlock()
	if old, ok := q.workers[name]; ok {
		return old
	}
	q.workers[name] = w
	return w
}

// For looks by one helper and stores by another.
func (q *Queues) For(name string, mk func() worker) worker {
	w, ok := q.get(name)
	if !ok {
		w = mk()
		q.set(name, w) // want `write to q\.workers conflicts with writes by others since the look-up on line 40; q\.mu is released in between`
	}
	return w
}

// Have stores by a helper.
func (q *Queues) Have(name string, mk func() worker) {
	q.mu.RLock()
	_, ok := q.workers[name]
	q.mu.RUnlock()
	if ok {
		return
	}
	q.set(name, mk()) // want `write to q\.workers conflicts with writes by others since the look-up on line 51; q\.mu is released in between`
}

// Fixed stores by a helper that looks again.
func (q *Queues) Fixed(name string, mk func() worker) worker {
	w, ok := q.get(name)
	if !ok {
		w = q.setOnce(name, mk())
	}
	return w
}

// Renew does not care what is there.
func (q *Queues) Renew(name string, mk func() worker) {
	old, ok := q.get(name)
	q.set(name, mk())
	if ok {
		old.Stop()
	}
}

// Move stores at another key.
func (q *Queues) Move(from, to string, mk func() worker) {
	if _, ok := q.get(from); !ok {
		q.set(to, mk())
	}
}

// Push appends in two steps, without a condition.
func (q *Queues) Push(name, job string) {
	q.mu.RLock()
	jobs := q.jobs[name]
	q.mu.RUnlock()
	jobs = append(jobs, job)
	q.mu.Lock()
	q.jobs[name] = jobs // want `write to q\.jobs conflicts with writes by others since the look-up on line 87; q\.mu is released in between`
	q.mu.Unlock()
}

// Finish counts in two steps.
func (q *Queues) Finish(name string) {
	q.mu.RLock()
	n := q.done[name]
	q.mu.RUnlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.done[name] = n + 1 // want `write to q\.done conflicts with writes by others since the look-up on line 98; q\.mu is released in between`
}

// Copy stores what it has found for another key, and counts beside it.
func (q *Queues) Copy(from, to string) {
	q.mu.RLock()
	jobs, n := q.jobs[from], q.done[from]
	q.mu.RUnlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs[to] = append(jobs, to)
	q.total += n
}

// Keep puts back what it has found.
func (q *Queues) Keep(name string) {
	q.mu.RLock()
	n := q.done[name]
	q.mu.RUnlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.done[name] = n
}
