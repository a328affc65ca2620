// Package fieldguard accesses maps in fields of another package's types under the lock that
// the methods there take, or where nobody else has the object.
package fieldguard

import (
	"encoding/json"
	"maps"

	"ok/fieldguard/prog"
)

// App calls the methods too.
type App struct {
	progress *prog.Progress
	options  *prog.Options
}

// New makes the maps.
func New() *App {
	a := &App{progress: &prog.Progress{Done: map[string]int{}}, options: &prog.Options{}}
	a.progress.Done["start"] = 1
	a.options.Values = map[string]string{}
	return a
}

// Step writes.
func (a *App) Step(k string) { a.progress.Add(k) }

// Save takes the lock.
func (a *App) Save() ([]byte, error) {
	a.progress.RLock()
	defer a.progress.RUnlock()
	return json.Marshal(a.progress.Done)
}

// Option reads, as most functions of the other package do without the lock.
func (a *App) Option(k string) string { return a.options.Values[k] }

// Report leaves the methods to others.
type Report struct {
	table  *prog.Table[string, int]
	server *prog.Server
}

// Rows takes the lock.
func (r *Report) Rows() int {
	r.table.Mu.Lock()
	defer r.table.Mu.Unlock()
	n := 0
	for range r.table.Rows {
		n++
	}
	return n
}

// Peers takes the lock.
func (r *Report) Peers() map[string]bool {
	r.server.State.Mu.RLock()
	defer r.server.State.Mu.RUnlock()
	return maps.Clone(r.server.State.Peers)
}
