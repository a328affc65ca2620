// Package relayed waits for a goroutine that has not waited for the others.
package relayed

import "sync"

func relayed(hurry bool) map[string]int {
	m := map[string]int{}
	var inner, other, outer sync.WaitGroup
	inner.Go(func() { m["first"] = 1 }) // want `write to m conflicts with`
	outer.Go(func() { other.Wait() })
	outer.Go(func() {
		if !hurry {
			inner.Wait()
		}
	})
	outer.Wait()
	m["all"] = 2
	return m
}
