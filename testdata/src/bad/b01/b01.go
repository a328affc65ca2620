// Package b01 holds idiom B01, concurrent insertion during growth: two
// goroutines insert into one map, and inserts that split its tables at the
// same time lose entries or corrupt it.
//
// Category: write-write
package b01

import "sync"

// Squares fills a map of its own from two goroutines.
func Squares(n int) map[int]int {
	m := map[int]int{}
	var wg sync.WaitGroup
	for g := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range n {
				m[g*n+i] = i * i // want `write to m conflicts with`
			}
		}()
	}
	wg.Wait()
	return m
}

// fill writes the caller's map from two goroutines, in two statements.
func fill(m map[string]int, keys []string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i, k := range keys {
			m[k] = i // want `write to m conflicts with`
		}
	}()
	for i, k := range keys {
		m["x"+k] = i
	}
	wg.Wait()
}

// Run drives the bad functions.
func Run() int {
	m := map[string]int{}
	fill(m, []string{"a", "b", "c"})
	return len(Squares(1000)) + len(m)
}

// SquaresFixed locks around the insertion.
func SquaresFixed(n int) map[int]int {
	m := map[int]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for g := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range n {
				mu.Lock()
				m[g*n+i] = i * i
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	return m
}

// fillFixed gives the goroutine a map of its own and merges after the wait.
func fillFixed(m map[string]int, keys []string) {
	var wg sync.WaitGroup
	own := map[string]int{}
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i, k := range keys {
			own[k] = i
		}
	}()
	for i, k := range keys {
		m["x"+k] = i
	}
	wg.Wait()
	for k, v := range own {
		m[k] = v
	}
}

// RunFixed drives the corrected functions.
func RunFixed() int {
	m := map[string]int{}
	fillFixed(m, []string{"a", "b", "c"})
	return len(SquaresFixed(1000)) + len(m)
}
