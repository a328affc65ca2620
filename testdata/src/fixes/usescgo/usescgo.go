// Package usescgo is not edited by people.
package usescgo

// int one(void) { return 1; }
import "C"

import "sync"

// Fill writes from several goroutines.
func Fill(ks []string) map[string]bool {
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for _, k := range ks {
		wg.Go(func() {
			seen[k] = true // want `write to seen conflicts with`
		})
	}
	C.one()
	wg.Wait()
	return seen
}
