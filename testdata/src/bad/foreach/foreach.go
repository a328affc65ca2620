// Package foreach: a function that is given to a helper, which calls it on
// several goroutines and waits for them, meets itself.
package foreach

import "sync"

type group struct{ wg sync.WaitGroup }

func (g *group) Go(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

func forEach(n int, f func(int)) {
	var g group
	for i := range n {
		g.Go(func() { f(i) })
	}
	g.wg.Wait()
}

func Squares(n int) map[int]int {
	m := make(map[int]int)
	forEach(n, func(i int) { m[i] = i * i }) // want `write to m conflicts with the same write in another goroutine; goroutines started on line \d+ run at the same time`
	return m
}

// Run runs it.
func Run() { Squares(100) }
