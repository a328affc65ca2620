package ondemand

import "context"

type store interface {
	Installed(ctx context.Context, name string) (bool, error)
}

// Provider asks its stores once.
type Provider struct {
	stores    map[string]store
	installed map[string]bool
}

func NewProvider(stores map[string]store) *Provider {
	return &Provider{stores: stores, installed: map[string]bool{}}
}

// Get is given a context: it serves requests.
func (p *Provider) Get(ctx context.Context, name string) (store, error) {
	s := p.stores[name]
	ok, known := p.installed[name]
	if !known {
		var err error
		if ok, err = s.Installed(ctx, name); err != nil {
			return nil, err
		}
		p.installed[name] = ok // want `write to p\.installed conflicts with the same write in another goroutine; calls of `
	}
	if !ok {
		return nil, nil
	}
	return s, nil
}

// Bridge has what its references mount.
type Bridge struct {
	mounts map[string]string
}

type reference struct {
	of *Bridge
	id string
}

func (b *Bridge) Reference(id string) *reference { return &reference{b, id} }

func (r *reference) Read(ctx context.Context, file string) string { return r.mount() + file }

func (r *reference) Stat(ctx context.Context, file string) int { return len(r.mount() + file) }

func (r *reference) mount() string {
	if m, ok := r.of.mounts[r.id]; ok {
		return m
	}
	m := "/" + r.id
	r.of.mounts[r.id] = m // want `write to r\.of\.mounts conflicts with the same write in another goroutine; calls of `
	return m
}

// Rates asks its source for all that is missing at once.
type Rates struct {
	source func(ctx context.Context, zones []string) (map[string]int, error)
	known  map[string]int
}

func (r *Rates) Total(ctx context.Context, zones []string) (sum int, err error) {
	var missing []string
	for _, z := range zones {
		if n, ok := r.known[z]; ok {
			sum += n
			continue
		}
		missing = append(missing, z)
	}
	if len(missing) > 0 {
		got, err := r.source(ctx, missing)
		if err != nil {
			return 0, err
		}
		for z, n := range got {
			sum += n
			r.known[z] = n // want `write to r\.known conflicts with the same write in another goroutine; calls of `
		}
	}
	return sum, nil
}

// Sizes asks for each one that is missing.
type Sizes[K comparable] struct {
	known map[K]int
	size  func(context.Context, K) int
}

func (s *Sizes[K]) All(ctx context.Context, keys []K) []int {
	var out []int
	for _, k := range keys {
		n, ok := s.known[k]
		if !ok {
			n = s.size(ctx, k)
			s.known[k] = n // want `write to s\.known conflicts with the same write in another goroutine; calls of `
		}
		out = append(out, n)
	}
	return out
}

// Flags notes in a variable that something was missing.
type Flags struct{ known map[string]bool }

func (f *Flags) All(ctx context.Context, names []string) bool {
	complete := true
	for _, n := range names {
		if _, ok := f.known[n]; !ok {
			complete = false
		}
	}
	if !complete {
		for _, n := range names {
			f.known[n] = len(n) > 3 // want `write to f\.known conflicts with the same write in another goroutine; calls of `
		}
	}
	return len(names) > 0
}

// Prices leaves the look-up to a helper.
type Prices struct{ known map[string]int }

func (p *Prices) find(name string) (int, bool) {
	n, ok := p.known[name]
	return n, ok
}

func (p *Prices) Of(ctx context.Context, name string) int {
	n, ok := p.find(name)
	if !ok {
		n = len(name)
		p.known[name] = n // want `write to p\.known conflicts with the same write in another goroutine; calls of `
	}
	return n
}
