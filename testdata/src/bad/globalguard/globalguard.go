// Package globalguard: the callback takes the lock of a global object in one call
// and reads its map without it in the next.
package globalguard

import "sync"

type SafeIndex struct {
	mu      sync.RWMutex
	Entries map[string]*entry
}

type entry struct{ ready bool }

var Index = SafeIndex{}

// FSCache has the files of the entries.
type FSCache struct{}

var Cache = FSCache{}

type controller interface {
	OnChange(name string, sync func(names []string) error)
}

type handler struct{ files []string }

func Register(c controller) {
	h := &handler{}
	c.OnChange("plugins", h.onChange)
}

func (h *handler) onChange(names []string) error {
	Index.Generate(names)
	Cache.SyncWithIndex(&Index, h.files)
	return nil
}

func (c FSCache) SyncWithIndex(index *SafeIndex, files []string) {
	for _, f := range files {
		if index.Entries[f] == nil { // want `read of index.Entries without`
			println(f)
		}
	}
}

func (s *SafeIndex) Generate(names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Entries = make(map[string]*entry, len(names))
	for _, n := range names {
		s.Entries[n] = &entry{}
	}
}

func (s *SafeIndex) Ready(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Entries[name] != nil {
		s.Entries[name].ready = true
	}
}

func (s *SafeIndex) State(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Entries[name] != nil {
		s.Entries[name].ready = false
	}
}
