package forkjoin

import (
	"sync"

	"golang.org/x/sync/errgroup"
)

// relayedGroup waits for a goroutine that has waited for the others.
func relayedGroup(keys []string) (map[string]int, error) {
	m := map[string]int{}
	inner, outer := new(errgroup.Group), new(errgroup.Group)
	inner.Go(func() error {
		m["first"] = 1
		return nil
	})
	outer.Go(func() error { return inner.Wait() })
	if err := outer.Wait(); err != nil {
		return nil, err
	}
	m["all"] = len(keys)
	return m, nil
}

// uploads has workers that are waited for by a goroutine of their own.
type uploads struct {
	pending map[string]int
	workers *sync.WaitGroup
}

func (u *uploads) start(all *sync.WaitGroup) {
	workers := &sync.WaitGroup{}
	u.workers = workers
	for range 3 {
		workers.Go(func() { println(u.pending["next"]) })
	}
	all.Go(func() { workers.Wait() })
}

func (u *uploads) run() {
	all := &sync.WaitGroup{}
	u.start(all)
	all.Wait()
	u.pending["done"] = 1
}
