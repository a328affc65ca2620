// Package declare has maps without a guard.
package declare

import (
	"fmt"
	"os"
	"sync"
)

// seen has a comment.
var seen = map[string]bool{}

var (
	// names are known.
	names = map[string]int{}
	total int
)

// Mark is called by many.
func Mark(ks []string) {
	for _, k := range ks {
		go func() {
			seen[k] = true // want `write to seen conflicts with`
			names[k]++     // want `write to names conflicts with`
		}()
	}
}

// Marked reads.
func Marked(k string) (bool, int) { return seen[k], names[k] }

// Job has fields with comments.
type Job struct {
	name string // of the job

	// results by worker
	results map[int]string
	total   int
}

// Run starts workers.
func (j *Job) Run(n int) {
	for i := range n {
		go func() {
			j.results[i] = fmt.Sprint(i) // want `write to j\.results conflicts with`
		}()
	}
}

// NewJob makes a job: nobody else has it yet.
func NewJob() *Job {
	j := &Job{results: map[int]string{}}
	j.results[-1] = "none"
	return j
}

// Print iterates.
func (j *Job) Print() {
	for i, r := range j.results {
		fmt.Fprintln(os.Stdout, i, r)
	}
}

// Count has a mu of its own.
func Count(ks []string) map[string]int {
	var mu sync.Mutex
	other := 0
	counts := make(map[string]int, len(ks))
	var wg sync.WaitGroup
	for _, k := range ks {
		wg.Go(func() {
			counts[k]++ // want `write to counts conflicts with`
			mu.Lock()
			other++
			mu.Unlock()
		})
	}
	wg.Wait()
	return counts
}

// Lint gives the map to its workers.
func Lint(files []string) map[string]int {
	issues := map[string]int{}
	var wg sync.WaitGroup
	for _, f := range files {
		wg.Add(1)
		go lintFile(&wg, f, issues)
	}
	wg.Wait()
	return issues
}

func lintFile(wg *sync.WaitGroup, file string, issues map[string]int) {
	defer wg.Done()
	record(issues, file)
}

func record(issues map[string]int, file string) {
	issues[file]++ // want `write to issues conflicts with`
}
