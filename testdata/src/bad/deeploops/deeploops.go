// Package deeploops starts goroutines in loops that are nested so deep that what holds at
// the head of the outermost is known only after many rounds.
package deeploops

import "sync"

// Visit waits before the loops. That wait is none for the goroutines that the innermost
// loop starts.
func Visit(more func(depth int) bool) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[int]int{}
	wg.Add(1)
	go func() {
		defer wg.Done()
		seen[0]++
	}()
	wg.Wait()
	for more(0) {
		seen[1]++ // want `write to seen without mu conflicts with the write on line \d+; the goroutine started on line \d+ runs at the same time; mu is held there`
		for more(1) {
			for more(2) {
				for more(3) {
					for more(4) {
						for more(5) {
							for more(6) {
								for more(7) {
									for more(8) {
										for more(9) {
											wg.Add(1)
											go func() {
												defer wg.Done()
												mu.Lock()
												seen[2]++
												mu.Unlock()
											}()
										}
									}
								}
							}
						}
					}
				}
			}
		}
	}
	wg.Wait()
}
