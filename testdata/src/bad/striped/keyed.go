package striped

import "sync"

// named has a lock for each name.
type named struct {
	mu sync.Mutex
	by map[string]*sync.Mutex
}

func (k *named) of(name string) *sync.Mutex {
	k.mu.Lock()
	defer k.mu.Unlock()
	m := k.by[name]
	if m == nil {
		m = new(sync.Mutex)
		k.by[name] = m
	}
	return m
}

// Importer loads each name once at a time, but several names.
type Importer struct {
	locks named
	rows  map[string]int
	load  func(string) int
}

func (im *Importer) Import(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			m := im.locks.of(name)
			m.Lock()
			defer m.Unlock()
			im.rows[name] += im.load(name) // want `write to im\.rows under one of several locks, named\.by, conflicts with the same write in another goroutine; each locks the one for its own key`
		})
	}
	wg.Wait()
}
