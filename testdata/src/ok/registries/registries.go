// Package registries has guarded registries. Their objects have a lock, or are never changed by
// those who get them, or belong to one caller.
package registries

import "sync"

// A Meter has a lock.
type Meter struct {
	mu       sync.Mutex
	counters map[string]int
}

// Inc locks.
func (m *Meter) Inc(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counters[name]++
}

// A Registry has meters.
type Registry struct {
	mu     sync.Mutex
	all    map[string]*Meter
	tables map[string]*Table
	jobs   map[string]*Job
}

// Meter returns the meter with a name.
func (r *Registry) Meter(name string) *Meter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all[name] == nil {
		r.all[name] = &Meter{counters: map[string]int{}}
	}
	return r.all[name]
}

// A Table is complete when it is put into the registry.
type Table struct{ rows map[string]int }

// Row reads.
func (t *Table) Row(name string) int { return t.rows[name] }

// Table returns the table with a name.
func (r *Registry) Table(name string) *Table {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tables[name] == nil {
		t := &Table{rows: map[string]int{}}
		t.rows[name] = 1
		r.tables[name] = t
	}
	return r.tables[name]
}

// A Job belongs to whoever takes it.
type Job struct{ args map[string]string }

// Set changes the job of one worker.
func (j *Job) Set(k, v string) { j.args[k] = v }

// Take removes the job from the registry.
func (r *Registry) Take(name string) *Job {
	r.mu.Lock()
	defer r.mu.Unlock()
	j := r.jobs[name]
	delete(r.jobs, name)
	return j
}

// New makes an object for each caller.
func (r *Registry) New() *Job { return &Job{args: map[string]string{}} }
