package chanlock

import (
	"sync"

	"bad/chanlock/limit"
)

// Foreign uses a limit of another package.
func Foreign(names []string) map[string]int {
	l := limit.New()
	out := map[string]int{}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Go(func() {
			l.Acquire()
			defer l.Release()
			out[n]++ // want `write to out conflicts with the same write in another goroutine`
		})
	}
	wg.Wait()
	return out
}

// Crawler has one in a field.
type Crawler struct {
	limit *limit.Limit
	seen  map[string]bool
}

// Crawl takes it before it starts each goroutine.
func (c *Crawler) Crawl(urls []string) {
	var wg sync.WaitGroup
	for _, u := range urls {
		c.limit.Acquire()
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer c.limit.Release()
			c.seen[u] = true // want `write to c\.seen conflicts with the same write in another goroutine`
		}()
	}
	wg.Wait()
}
