// Package givenaway: a method that is given away takes the lock itself for some
// accesses, so that its callers cannot hold it for the others.
package givenaway

import "sync"

var (
	Index    = SafeIndex{}
	AnyIndex = SafeIndex{}
	Cache    = files{}
)

type plugin struct {
	Name, Version string
	Ready         bool
}

type SafeIndex struct {
	mu      sync.RWMutex
	Entries map[string]*plugin
}

func (s *SafeIndex) Generate(ps []*plugin) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Entries = make(map[string]*plugin, len(ps))
	for _, p := range ps {
		e := p
		s.Entries[e.Name] = &plugin{Name: e.Name, Version: e.Version}
	}
	return nil
}

func (s *SafeIndex) Ready(p *plugin) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Entries[p.Name] != nil {
		s.Entries[p.Name].Ready = p.Ready
	}
}

type files struct{}

func (f files) Delete(name string) {}

func (f files) Sync(index *SafeIndex, names []string) error {
	for _, n := range names {
		e, ok := index.Entries[n] // want `read of index\.Entries without index\.mu conflicts with the \w+ on line \d+`
		if !ok || e == nil || e.Version != n {
			f.Delete(n)
		}
	}
	return nil
}

type handler struct{}

func Register(on func(func(string, *plugin))) {
	h := &handler{}
	on(h.OnChange)
}

func (h *handler) OnChange(key string, p *plugin) {
	Index.Generate([]*plugin{p})
	AnyIndex.Generate(nil)
	Cache.Sync(&Index, []string{key})
	Index.Ready(p)
}
