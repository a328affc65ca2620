// One condition twice: the goroutine is started where a flag is set and waited
// for where the same flag is set.
package order

import "sync"

// Sum may have a goroutine of its own for half of the work.
func Sum(parallel bool) int {
	sums := map[string]int{}
	var wg sync.WaitGroup
	if parallel {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sums["a"] = 1
		}()
	}
	if parallel {
		wg.Wait()
	}
	sums["b"] = 2
	return len(sums)
}

// SumNegated waits where the negated flag is not set.
func SumNegated(parallel bool) int {
	sums := map[string]int{}
	done := make(chan bool)
	if parallel {
		go func() {
			sums["a"] = 1
			done <- true
		}()
	}
	serial := !parallel
	if !serial {
		<-done
	}
	return len(sums)
}
