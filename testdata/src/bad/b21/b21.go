// Package b21 holds idiom B21, goroutines in a loop write the captured map: the
// wait afterwards orders the reader, not the writers among themselves.
//
// Category: write-write
package b21

import "sync"

type stresser struct{ failures map[string]int }

func (s stresser) pause() map[string]int { return s.failures }

// pauseAll sums up what the stressers return.
func pauseAll(ss []stresser) map[string]int {
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, s := range ss {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k, v := range s.pause() {
				out[k] += v // want `write to out conflicts with`
			}
		}()
	}
	wg.Wait()
	return out
}

// lint hands the map to a helper, which writes it two calls below the spawn.
func lint(files []string) map[string][]string {
	issues := make(map[string][]string)
	var wg sync.WaitGroup
	for _, f := range files {
		wg.Add(1)
		go lintFile(&wg, f, issues)
	}
	wg.Wait()
	return issues
}

func lintFile(wg *sync.WaitGroup, file string, issues map[string][]string) {
	defer wg.Done()
	record(issues, file, "no comment")
}

func record(issues map[string][]string, file, text string) {
	issues[file] = append(issues[file], text) // want `write to issues conflicts with`
}

// Run drives the bad functions.
func Run() int {
	s := stresser{map[string]int{"a": 1, "b": 2}}
	return len(pauseAll([]stresser{s, s, s})) + len(lint([]string{"a.go", "b.go"}))
}

// pauseAllFixed has a mutex of the call.
func pauseAllFixed(ss []stresser) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, s := range ss {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k, v := range s.pause() {
				mu.Lock()
				out[k] += v
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	return out
}

// lintFixed gives each goroutine an element of a slice.
func lintFixed(files []string) map[string][]string {
	texts := make([][]string, len(files))
	var wg sync.WaitGroup
	for i, f := range files {
		wg.Add(1)
		go func() {
			defer wg.Done()
			own := map[string][]string{}
			recordFixed(own, f, "no comment")
			texts[i] = own[f]
		}()
	}
	wg.Wait()
	issues := make(map[string][]string)
	for i, f := range files {
		issues[f] = texts[i]
	}
	return issues
}

func recordFixed(issues map[string][]string, file, text string) {
	issues[file] = append(issues[file], text)
}

// RunFixed drives the corrected functions.
func RunFixed() int {
	s := stresser{map[string]int{"a": 1, "b": 2}}
	return len(pauseAllFixed([]stresser{s, s, s})) + len(lintFixed([]string{"a.go", "b.go"}))
}
