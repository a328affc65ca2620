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

// Importer loads each name once at a time, and puts the number of rows away under one lock.
type Importer struct {
	locks named
	mu    sync.Mutex
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
			n := im.load(name)
			im.mu.Lock()
			defer im.mu.Unlock()
			im.rows[name] += n
		})
	}
	wg.Wait()
}
