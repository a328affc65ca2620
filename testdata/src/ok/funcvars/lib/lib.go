// Package lib has functions that other packages call through variables.
package lib

import "sync"

// Each is how other packages call it.
var Each = each

func each(names []string, f func(string)) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f(n)
		}()
	}
	wg.Wait()
}
