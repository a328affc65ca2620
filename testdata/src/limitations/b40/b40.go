// Package b40 holds idiom B40, slices that leak: a guarded slice of maps leaves
// its critical section with its maps. Slices of other things have the same
// trouble, but that is no map race and nothing is reported.
//
// Category: lock-leak
//
// Missed because lock leaks are a category that is not implemented yet, and the
// ranged-over rows are not known to include the row that set writes: an element
// of a slice whose index is unknown is compared with no other.
package b40

import (
	"maps"
	"slices"
	"sync"
)

type table struct {
	mu   sync.Mutex
	rows []map[string]int
}

func (t *table) set(i int, col string, v int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[i][col] = v
}

func (t *table) all() []map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows // missed: `t\.rows`
}

// Run sums a column while another goroutine sets cells.
func Run() (sum int) {
	t := &table{rows: []map[string]int{{"a": 1}, {"a": 2}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.set(0, "b", 1)
	}()
	for _, row := range t.all() {
		sum += row["a"]
	}
	<-done
	return sum
}

// notes leaks slices out of a guarded map; a caller that appends to what it
// gets races on the array.
type notes struct {
	mu sync.Mutex
	m  map[string][]string
}

func (n *notes) add(k, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.m[k] = append(n.m[k], text)
}

func (n *notes) get(k string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.m[k]
}

// RunNotes appends to the leaked slice.
func RunNotes() []string {
	n := &notes{m: map[string][]string{"a": append(make([]string, 0, 8), "x")}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.add("a", "y")
	}()
	all := append(n.get("a"), "end")
	<-done
	return all
}

type tableFixed struct {
	mu   sync.Mutex
	rows []map[string]int
}

func (t *tableFixed) set(i int, col string, v int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[i][col] = v
}

func (t *tableFixed) all() []map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	rows := make([]map[string]int, len(t.rows))
	for i, row := range t.rows {
		rows[i] = maps.Clone(row)
	}
	return rows
}

// RunFixed sums over clones.
func RunFixed() (sum int) {
	t := &tableFixed{rows: []map[string]int{{"a": 1}, {"a": 2}}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.set(0, "b", 1)
	}()
	for _, row := range t.all() {
		sum += row["a"]
	}
	<-done
	return sum
}

type notesFixed struct {
	mu sync.Mutex
	m  map[string][]string
}

func (n *notesFixed) add(k, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.m[k] = append(n.m[k], text)
}

func (n *notesFixed) get(k string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.m[k])
}

// RunNotesFixed appends to a clone.
func RunNotesFixed() []string {
	n := &notesFixed{m: map[string][]string{"a": append(make([]string, 0, 8), "x")}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.add("a", "y")
	}()
	all := append(n.get("a"), "end")
	<-done
	return all
}
