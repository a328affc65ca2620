// Package b22 holds idiom B22, writes in errgroup or WaitGroup.Go functions:
// Go is a go statement in disguise, the functions run side by side.
//
// Category: write-write
package b22

import (
	"sync"

	"golang.org/x/sync/errgroup"
)

type item struct{ id string }

func fetch(id string) (item, error) { return item{id}, nil }

// load fetches with an errgroup.
func load(ids []string) (map[string]item, error) {
	m := make(map[string]item, len(ids))
	var g errgroup.Group
	for _, id := range ids {
		g.Go(func() error {
			it, err := fetch(id)
			if err != nil {
				return err
			}
			m[id] = it // want `write to m conflicts with`
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return m, nil
}

// loadLimited adds to the caller's group and map.
func loadLimited(g *errgroup.Group, ids []string, m map[string]item) {
	g.SetLimit(2)
	for _, id := range ids {
		g.Go(func() error {
			m[id] = item{id} // want `write to m conflicts with`
			return nil
		})
	}
}

// index uses WaitGroup.Go.
func index(ids []string) map[string]int {
	pos := map[string]int{}
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			pos[id] = i // want `write to pos conflicts with`
		})
	}
	wg.Wait()
	return pos
}

// Run drives the bad functions.
func Run() int {
	ids := []string{"a", "b", "c"}
	load(ids)
	var g errgroup.Group
	m := map[string]item{}
	loadLimited(&g, ids, m)
	g.Wait()
	return len(index(ids)) + len(m)
}

// loadFixed locks around the write.
func loadFixed(ids []string) (map[string]item, error) {
	m := make(map[string]item, len(ids))
	var mu sync.Mutex
	var g errgroup.Group
	for _, id := range ids {
		g.Go(func() error {
			it, err := fetch(id)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			m[id] = it
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return m, nil
}

func loadLimitedFixed(g *errgroup.Group, ids []string, mu *sync.Mutex, m map[string]item) {
	g.SetLimit(2)
	for _, id := range ids {
		g.Go(func() error {
			mu.Lock()
			m[id] = item{id}
			mu.Unlock()
			return nil
		})
	}
}

func indexFixed(ids []string) map[string]int {
	pos := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			mu.Lock()
			pos[id] = i
			mu.Unlock()
		})
	}
	wg.Wait()
	return pos
}

// RunFixed drives the corrected functions.
func RunFixed() int {
	ids := []string{"a", "b", "c"}
	loadFixed(ids)
	var g errgroup.Group
	var mu sync.Mutex
	m := map[string]item{}
	loadLimitedFixed(&g, ids, &mu, m)
	g.Wait()
	return len(indexFixed(ids)) + len(m)
}
