// Package sets has map types with methods, for other packages.
package sets

type Set[T comparable] map[T]struct{}

func New[T comparable](items ...T) Set[T] {
	s := Set[T]{}
	s.Insert(items...)
	return s
}

func (s Set[T]) Insert(items ...T) Set[T] {
	for _, item := range items {
		s[item] = struct{}{}
	}
	return s
}

func (s Set[T]) Has(item T) bool {
	_, ok := s[item]
	return ok
}

func (s Set[T]) List() []T {
	var out []T
	for item := range s {
		out = append(out, item)
	}
	return out
}

// Index hands a set out by value.
type Index map[string]int

func (x Index) Get(k string) int { return x[k] }

func (x *Index) Put(k string, n int) {
	if *x == nil {
		*x = Index{}
	}
	(*x)[k] = n
}
