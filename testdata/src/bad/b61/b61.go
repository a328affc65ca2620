// Package b61 holds idiom B61, sync.Map Load then Store: each call is safe, the
// pair of them loses the updates that come in between. There is no data race.
//
// Category: lost-update
package b61

import (
	"sync"
	"sync/atomic"
)

type counters struct {
	m sync.Map // string -> int
}

func (c *counters) inc(k string) {
	v, _ := c.m.Load(k)
	n, _ := v.(int)
	c.m.Store(k, n+1) // want `write to c\.m conflicts with writes by others since the look-up on line \d+`
}

// Run counts from several goroutines.
func Run() {
	c := new(counters)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.inc("a") })
	}
	wg.Wait()
}

type countersFixed struct {
	m sync.Map // string -> *atomic.Int64
}

func (c *countersFixed) inc(k string) {
	v, ok := c.m.Load(k)
	if !ok {
		v, _ = c.m.LoadOrStore(k, new(atomic.Int64))
	}
	v.(*atomic.Int64).Add(1)
}

// RunFixed stores counters and not counts.
func RunFixed() {
	c := new(countersFixed)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.inc("a") })
	}
	wg.Wait()
}

type countersSwapOK struct {
	m sync.Map // string -> int
}

func (c *countersSwapOK) inc(k string) {
	for {
		v, loaded := c.m.LoadOrStore(k, 1)
		if !loaded || c.m.CompareAndSwap(k, v, v.(int)+1) {
			return
		}
	}
}

// RunSwapOK tries until the value is still the one that was read.
func RunSwapOK() {
	c := new(countersSwapOK)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.inc("a") })
	}
	wg.Wait()
}
