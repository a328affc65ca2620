// Two conditions: the goroutine is started where one flag is set and waited
// for where another one is.
package order

import "sync"

// Sum waits only if it is asked to.
func Sum(parallel, wait bool) int {
	sums := map[string]int{}
	var wg sync.WaitGroup
	if parallel {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sums["a"] = 1 // want `write to sums conflicts with the write on line \d+`
		}()
	}
	if wait {
		wg.Wait()
	}
	sums["b"] = 2
	return len(sums)
}

// SumOrNot waits where the flag is not set.
func SumOrNot(parallel bool) int {
	sums := map[string]int{}
	var wg sync.WaitGroup
	if parallel {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sums["a"] = 1 // want `write to sums conflicts with the write on line \d+`
		}()
	}
	if !parallel {
		wg.Wait()
	}
	sums["b"] = 2
	return len(sums)
}
