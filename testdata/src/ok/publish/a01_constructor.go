// A01: the constructor fills the map before anyone else can see the object.
//
// Safe because the writes of the constructor are sequenced before the return of
// the pointer, and the go statement that publishes it comes later still.
//
// Naive mistake: to pair the unlocked writes in the constructor (or in its
// helpers and options) with the reads, or the locked writes, of the goroutines.
package publish

import "sync"

// nameRegistry is filled in its constructor and only read afterwards.
type nameRegistry struct {
	index map[string]int
}

func newNameRegistry(names []string) *nameRegistry {
	r := &nameRegistry{index: make(map[string]int)}
	for i, n := range names {
		r.index[n] = i
	}
	return r
}

func (r *nameRegistry) lookup(n string) int { return r.index[n] }

// tableRegistry is filled by a method that only the constructor calls.
type tableRegistry struct {
	rows map[string][]int
}

func newTableRegistry() *tableRegistry {
	t := new(tableRegistry)
	t.rows = map[string][]int{}
	t.addRow("primes", 2, 3, 5)
	t.addRow("squares", 1, 4, 9)
	return t
}

func (t *tableRegistry) addRow(name string, row ...int) {
	t.rows[name] = append(t.rows[name], row...)
}

func (t *tableRegistry) row(name string) []int { return t.rows[name] }

// optionServer is configured by functional options, which run in the
// constructor; later changes take the lock.
type optionServer struct {
	mu     sync.Mutex
	labels map[string]string
}

type serverOption func(*optionServer)

func withLabel(k, v string) serverOption {
	return func(s *optionServer) { s.labels[k] = v }
}

func newOptionServer(opts ...serverOption) *optionServer {
	s := &optionServer{labels: map[string]string{"job": "none"}}
	for _, o := range opts {
		o(s)
	}
	delete(s.labels, "job")
	return s
}

func (s *optionServer) setLabel(k, v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.labels[k] = v
}

func (s *optionServer) label(k string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.labels[k]
}

// UseA01 shares the finished objects with goroutines.
func UseA01() int {
	r := newNameRegistry([]string{"a", "b"})
	for range 3 {
		go r.lookup("a")
	}

	t := newTableRegistry()
	go t.row("primes")
	go func() { _ = len(t.rows) }()

	s := newOptionServer(withLabel("env", "test"), withLabel("zone", "x"))
	go s.setLabel("env", "prod")
	go s.label("env")

	s.setLabel("zone", "y")
	return r.lookup("b") + len(t.row("squares")) + len(s.label("zone"))
}
