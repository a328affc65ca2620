package lostupdate

import (
	"sync"
	"sync/atomic"
)

// job is behind a pointer, which is stored again as it was.
type job struct {
	started atomic.Bool
	done    chan error
}

type runner struct{ jobs sync.Map }

func (r *runner) run(id string, do func() error) {
	v, ok := r.jobs.Load(id)
	if !ok {
		return
	}
	j := v.(*job)
	j.started.Store(true)
	r.jobs.Store(id, j)
	go func() { j.done <- do() }()
	r.jobs.Store(id, j)
}
