// A52: a private map per goroutine, merged after Wait.
//
// Safe because each goroutine writes its own map, and its own element of the
// slice; Done is synchronized before the return of Wait.
//
// Naive mistake: to merge all elements of the slice into one abstract map which
// many goroutines write.
package forkjoin

import (
	"maps"
	"sync"
)

func tallyWords(words []string) map[string]int {
	m := map[string]int{}
	for _, w := range words {
		m[w]++
	}
	return m
}

// tallyParts stores the result of a function.
func tallyParts(jobs [][]string) map[string]int {
	parts := make([]map[string]int, len(jobs))
	var wg sync.WaitGroup
	for i, j := range jobs {
		wg.Go(func() { parts[i] = tallyWords(j) })
	}
	wg.Wait()
	out := map[string]int{}
	for _, p := range parts {
		maps.Copy(out, p)
	}
	return out
}

// tallyInPlace makes the maps in the parent and fills them in the goroutines.
func tallyInPlace(jobs [][]string) (n int) {
	parts := make([]map[string]int, len(jobs))
	for i := range parts {
		parts[i] = make(map[string]int)
	}
	var wg sync.WaitGroup
	for i := range jobs {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for _, w := range jobs[i] {
				parts[i][w]++
			}
		}(i)
	}
	wg.Wait()
	for i := range parts {
		n += len(parts[i])
	}
	return n
}

// partResult has the map in a struct, one per element.
type partResult struct {
	counts map[string]int
	err    error
}

func tallyStructs(jobs [][]string) int {
	results := make([]partResult, len(jobs))
	var wg sync.WaitGroup
	for i, j := range jobs {
		r := &results[i]
		r.counts = map[string]int{}
		wg.Go(func() {
			for _, w := range j {
				r.counts[w]++
			}
		})
	}
	wg.Wait()
	total := map[string]int{}
	for _, r := range results {
		for w, n := range r.counts {
			total[w] += n
		}
	}
	return len(total)
}

// tallyByChannel sends the private maps; the parent merges them.
func tallyByChannel(jobs [][]string) int {
	out := make(chan map[string]int)
	for _, j := range jobs {
		go func() { out <- tallyWords(j) }()
	}
	total := map[string]int{}
	for range jobs {
		for w, n := range <-out {
			total[w] += n
		}
	}
	return len(total)
}

// UseA52 runs the variants.
func UseA52() int {
	jobs := [][]string{{"a", "b"}, {"b"}, {"c", "a"}}
	return len(tallyParts(jobs)) + tallyInPlace(jobs) + tallyStructs(jobs) + tallyByChannel(jobs)
}
