// A53: errgroup.
//
// Safe because the functions exclude each other by a mutex, and their return is
// synchronized before the return of Wait.
//
// Naive mistake: to treat "return m, g.Wait()" as a read before Wait, or any
// access after Wait as concurrent; to miss the local mutex in the literal.
package forkjoin

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func getItem(ctx context.Context, id string) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return len(id), nil
}

// loadItems returns the map together with the result of Wait.
func loadItems(ctx context.Context, ids []string) (map[string]int, error) {
	var mu sync.Mutex
	m := make(map[string]int)
	g, ctx := errgroup.WithContext(ctx)
	for _, id := range ids {
		g.Go(func() error {
			t, err := getItem(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			m[id] = t
			return err
		})
	}
	return m, g.Wait()
}

// limitedItems uses the zero Group with a limit and reads after Wait.
func limitedItems(ids []string) (n int, err error) {
	var (
		g   errgroup.Group
		mu  sync.Mutex
		res = map[string]int{}
	)
	g.SetLimit(2)
	for _, id := range ids {
		started := g.TryGo(func() error {
			mu.Lock()
			res[id]++
			mu.Unlock()
			return nil
		})
		if !started {
			mu.Lock()
			res["skipped"]++
			mu.Unlock()
		}
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	res["done"] = 1
	for _, v := range res {
		n += v
	}
	return n, nil
}

// oneWriter has a single function that writes, and reads after Wait only.
func oneWriter(ids []string) (int, error) {
	g := new(errgroup.Group)
	index := map[string]int{}
	lens := map[string]int{}
	g.Go(func() error {
		for i, id := range ids {
			index[id] = i
		}
		return nil
	})
	g.Go(func() error { // a map of its own
		for _, id := range ids {
			lens[id] = len(id)
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return 0, err
	}
	return len(index) + len(lens), nil
}

// itemLoader passes methods.
type itemLoader struct {
	mu    sync.Mutex
	items map[string]int
}

func (l *itemLoader) load(id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.items[id]++
	return nil
}

func (l *itemLoader) loadTwo() error { return l.load("two") }

func (l *itemLoader) loadAll(ids []string) (int, error) {
	var g errgroup.Group
	for _, id := range ids {
		g.Go(func() error { return l.load(id) })
	}
	g.Go(l.loadTwo)
	err := g.Wait()
	return len(l.items), err
}

// UseA53 runs the variants.
func UseA53() int {
	ids := []string{"a", "bb", "ccc"}
	m, err := loadItems(context.Background(), ids)
	if err != nil {
		return 0
	}
	m["parent"] = 1
	a, _ := limitedItems(ids)
	b, _ := oneWriter(ids)
	l := &itemLoader{items: map[string]int{}}
	c, _ := l.loadAll(ids)
	return len(m) + a + b + c
}

// errgroupOfCaller starts in a literal what the function around it has: the group
// is waited for by the latter.
func errgroupOfCaller(keys []string) (map[string]int, error) {
	m := map[string]int{}
	var mu sync.Mutex
	count := func(k string) {
		mu.Lock()
		defer mu.Unlock()
		m[k]++
	}
	var g errgroup.Group
	for _, k := range keys {
		func(k string) {
			g.Go(func() error {
				count(k)
				return nil
			})
		}(k)
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	m["all"] = len(keys)
	return m, nil
}
