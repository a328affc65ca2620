package generated

import "sync"

// Note writes to the map from several goroutines.
func (s *Seen) Note(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			s.names[n] = true // want `write to s.names conflicts with`
		})
	}
	wg.Wait()
}

// Learn writes to the map from several goroutines.
func (k *Known) Learn(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			k.names[n] = true // want `write to k.names conflicts with`
		})
	}
	wg.Wait()
}
