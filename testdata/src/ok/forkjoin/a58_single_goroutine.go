// A58: captured by exactly one goroutine, then returned after the join.
//
// Safe because the go statement is not in a loop, the parent keeps away from
// the map meanwhile, and it joins before it returns the map.
//
// Naive mistake: to report every write to a captured map in a go literal, or to
// pair the literal with itself.
package forkjoin

import "sync"

// markRoots has a go literal that alone touches seen.
func markRoots(roots []int) map[int]bool {
	seen := map[int]bool{}
	done := make(chan struct{})
	go func() {
		for _, r := range roots {
			seen[r] = true // only this goroutine touches it
		}
		close(done)
	}()
	<-done
	return seen
}

// markConcurrently has senders in a loop, and one goroutine which owns seen.
func markConcurrently(roots []int, refs func(int) []int) map[int]bool {
	grays := make(chan int)
	done := make(chan struct{})
	seen := map[int]bool{}
	var wg sync.WaitGroup
	go func() {
		defer close(done)
		for g := range grays {
			if !seen[g] {
				seen[g] = true
			}
		}
	}()
	for _, r := range roots {
		wg.Add(1)
		go func() {
			defer wg.Done()
			grays <- r
			for _, c := range refs(r) {
				grays <- c
			}
		}()
	}
	wg.Wait()
	close(grays)
	<-done
	seen[-1] = true
	return seen
}

// twoMaps has two goroutines with a map each.
func twoMaps(in []int) int {
	odd, even := map[int]bool{}, map[int]bool{}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for _, i := range in {
			if i%2 != 0 {
				odd[i] = true
			}
		}
	}()
	go func() {
		defer wg.Done()
		for _, i := range in {
			if i%2 == 0 {
				even[i] = true
			}
		}
	}()
	wg.Wait()
	return len(odd) + len(even)
}

// UseA58 runs the variants, also several times in parallel: each call has maps
// of its own.
func UseA58() int {
	refs := func(i int) []int { return []int{i + 1} }
	go markRoots([]int{1, 2})
	go markConcurrently([]int{1, 5}, refs)
	go twoMaps([]int{1, 2})
	m := markRoots([]int{1, 2, 3})
	m[9] = true
	return len(m) + len(markConcurrently([]int{1, 5, 9}, refs)) + twoMaps([]int{1, 2, 3})
}
