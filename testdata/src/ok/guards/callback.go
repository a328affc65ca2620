// Callbacks: the methods of an unexported type are only reachable through an
// interface that somebody else got, who may well call some under a lock.
package guards

import "sync"

// Visitor is told of what a walk finds.
type Visitor interface {
	Begin(root string)
	Visit(name string)
	End(root string)
}

// Walker walks.
type Walker interface{ Walk(v Visitor) }

type tally struct {
	mu   sync.Mutex
	seen map[string]int
}

func (t *tally) Begin(root string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen[root] = 0
}

// Visit is called while the walker holds a lock of its own.
func (t *tally) Visit(name string) { t.seen[name]++ }

func (t *tally) End(root string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, root)
}

// Count gives a tally to a walker and keeps it to itself.
func Count(w Walker) {
	w.Walk(&tally{seen: map[string]int{}})
}
