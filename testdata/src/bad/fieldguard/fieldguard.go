// Package fieldguard accesses maps in fields of another package's types, and forgets the lock
// that the methods there take.
package fieldguard

import (
	"encoding/json"
	"maps"

	"bad/fieldguard/prog"
)

// App calls the methods too.
type App struct{ progress *prog.Progress }

// Step writes.
func (a *App) Step(k string) { a.progress.Add(k) }

// Save forgets the lock.
func (a *App) Save() ([]byte, error) {
	return json.Marshal(a.progress.Done) // want `read of a.progress.Done without a.progress`
}

// Report leaves the methods to others.
type Report struct {
	table  *prog.Table[string, int]
	server *prog.Server
}

// Rows forgets the lock.
func (r *Report) Rows() int {
	n := 0
	for range r.table.Rows { // want `range over r.table.Rows without r.table.Mu conflicts with the write at prog.go:\d+`
		n++
	}
	return n
}

// Peers forgets the lock.
func (r *Report) Peers() map[string]bool {
	return maps.Clone(r.server.State.Peers) // want `clone of r.server.State.Peers without r.server.State.Mu`
}
