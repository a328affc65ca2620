// Package systems gives a map to a function that is also called elsewhere.
package systems

import "sync"

// Lint gives the map to its workers.
func Lint(files []string) map[string]int {
	issues := map[string]int{}
	var wg sync.WaitGroup
	for _, f := range files {
		wg.Go(func() { record(issues, f) })
	}
	wg.Wait()
	return issues
}

func record(issues map[string]int, file string) {
	issues[file]++ // want `write to issues conflicts with`
}
