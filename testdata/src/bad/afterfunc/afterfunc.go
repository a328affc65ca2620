// Package afterfunc has functions that package context runs on a goroutine of its own when a context
// is done.
//
// Category: write-write
package afterfunc

import (
	"context"
	"sync"
)

// Track forgets the job when its context is done.
func Track(ctx context.Context, jobs []string) int {
	running := map[string]bool{}
	for _, job := range jobs {
		context.AfterFunc(ctx, func() { delete(running, job) }) // want `delete from running conflicts with the write on line \d+; the context callback on line \d+ runs at the same time`
		running[job] = true
	}
	return len(jobs)
}

// TrackLocked does so under a lock.
func TrackLocked(ctx context.Context, jobs []string) int {
	var mu sync.Mutex
	running := map[string]bool{}
	for _, job := range jobs {
		context.AfterFunc(ctx, func() {
			mu.Lock()
			defer mu.Unlock()
			delete(running, job)
		})
		mu.Lock()
		running[job] = true
		mu.Unlock()
	}
	return len(jobs)
}
