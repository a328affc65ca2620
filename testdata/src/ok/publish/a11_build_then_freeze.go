// A11: a type without a lock is built, then frozen, then shared.
//
// Safe because all writers are called in the set-up phase, which happens
// before the go statements that share the object.
//
// Naive mistake: to conclude from "one method writes, another reads, the type
// has no lock, goroutines call the reader" that the writer runs concurrently.
package publish

// schemeA11 is not safe for concurrent registration, but safe for concurrent
// reads once the registration is complete.
type schemeA11 struct {
	kinds    map[string]int
	versions map[string][]string
}

func newScheme() *schemeA11 {
	return &schemeA11{kinds: map[string]int{}, versions: map[string][]string{}}
}

// AddKind is for set-up time only.
func (s *schemeA11) AddKind(n string, k int) {
	s.kinds[n] = k
	s.versions[n] = append(s.versions[n], "v1")
}

// Kind may be called concurrently.
func (s *schemeA11) Kind(n string) (int, bool) {
	k, ok := s.kinds[n]
	return k, ok
}

// Versions may be called concurrently.
func (s *schemeA11) Versions() (n int) {
	for _, v := range s.versions {
		n += len(v)
	}
	return n
}

// frozenSpec is made by a builder; the builder gives its map away.
type frozenSpec struct{ env map[string]string }

type specBuilder struct{ env map[string]string }

func (b *specBuilder) with(k, v string) *specBuilder {
	if b.env == nil {
		b.env = map[string]string{}
	}
	b.env[k] = v
	return b
}

func (b *specBuilder) build() *frozenSpec {
	spec := &frozenSpec{env: b.env}
	b.env = nil
	return spec
}

func (f *frozenSpec) get(k string) string { return f.env[k] }

// UseA11 sets up, then shares.
func UseA11() int {
	s := newScheme()
	s.AddKind("pod", 1)
	s.AddKind("node", 2)
	for range 3 {
		go s.Kind("pod")
		go s.Versions()
	}

	b := new(specBuilder)
	spec := b.with("A", "1").with("B", "2").build()
	go spec.get("A")
	go func() { _ = len(spec.env) }()
	other := b.with("A", "3").build() // a new map
	go other.get("A")

	k, _ := s.Kind("node")
	return k + len(spec.get("B")) + s.Versions()
}
