package twofiles

import "sync"

// Fill writes to the map of the other file, and to one of its own.
func Fill(s *State, ks []string) map[string]bool {
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for _, k := range ks {
		wg.Go(func() {
			s.m[k] = 1 // want `write to s.m conflicts with`
		})
		wg.Go(func() {
			seen[k] = true // want `write to seen conflicts with`
		})
	}
	wg.Wait()
	return seen
}
