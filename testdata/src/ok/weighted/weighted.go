// Package weighted uses semaphores that admit one holder as locks: unlike a mutex they
// are given up on when a context ends.
package weighted

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"
)

// Recorder has a goroutine that forgets old entries.
type Recorder struct {
	sem     *semaphore.Weighted
	entries map[string]time.Time
	waiting map[string]int
}

func NewRecorder(ctx context.Context) *Recorder {
	r := &Recorder{sem: semaphore.NewWeighted(1), entries: map[string]time.Time{}, waiting: map[string]int{}}
	go r.forget(ctx)
	return r
}

func (r *Recorder) forget(ctx context.Context) {
	for now := range time.Tick(time.Minute) {
		if err := r.sem.Acquire(ctx, 1); err != nil {
			return
		}
		for k, t := range r.entries {
			if now.Sub(t) > time.Minute && r.waiting[k] == 0 {
				delete(r.entries, k)
			}
		}
		r.sem.Release(1)
	}
}

// Record notes an entry.
func (r *Recorder) Record(ctx context.Context, k string) error {
	if err := r.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	defer r.sem.Release(1)
	r.entries[k] = time.Now()
	r.waiting[k]++
	return nil
}

// Done is not worth waiting for.
func (r *Recorder) Done(k string) {
	if r.sem.TryAcquire(1) {
		r.waiting[k]--
		r.sem.Release(1)
	}
}
