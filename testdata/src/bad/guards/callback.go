// No callbacks: an exported constructor returns the object of an unexported
// type, and everybody can call its methods at any time.
package guards

import "sync"

type tally struct {
	mu   sync.Mutex
	seen map[string]int
}

// NewTally returns a tally to anybody.
func NewTally() *tally { return &tally{seen: map[string]int{}} }

// Begin holds the lock.
func (t *tally) Begin(root string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen[root] = 0
}

// Visit forgets the lock.
func (t *tally) Visit(name string) {
	t.seen[name]++ // want `write to t\.seen without t\.mu conflicts with`
}

// End holds the lock.
func (t *tally) End(root string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, root)
}

// Visitor is told of what a walk finds.
type Visitor interface {
	Begin(root string)
	Visit(name string)
	End(root string)
}

type ranking struct {
	mu   sync.Mutex
	seen map[string]int
}

// NewRanking returns a ranking as an interface.
func NewRanking() Visitor { return &ranking{seen: map[string]int{}} }

func (r *ranking) Begin(root string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[root] = 0
}

func (r *ranking) Visit(name string) {
	r.seen[name]++ // want `write to r\.seen without r\.mu conflicts with`
}

func (r *ranking) End(root string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.seen, root)
}
