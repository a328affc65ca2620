// Package b54 holds idiom B54, a global registry that is written at run time:
// the look-up that creates what is missing is called from everywhere.
//
// Category: write-write
package b54

import "sync"

var pools = map[int]*sync.Pool{}

func poolFor(size int) *sync.Pool {
	p, ok := pools[size]
	if !ok {
		p = &sync.Pool{New: func() any { return make([]byte, size) }}
		pools[size] = p // want `write to pools conflicts with`
	}
	return p
}

// Run gets pools from several goroutines.
func Run() {
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			poolFor(1 << i)
		}()
	}
	wg.Wait()
}

var (
	poolsFixedMu sync.Mutex
	poolsFixed   = map[int]*sync.Pool{}
)

func poolForFixed(size int) *sync.Pool {
	poolsFixedMu.Lock()
	defer poolsFixedMu.Unlock()
	p, ok := poolsFixed[size]
	if !ok {
		p = &sync.Pool{New: func() any { return make([]byte, size) }}
		poolsFixed[size] = p
	}
	return p
}

// RunFixed gets pools from several goroutines.
func RunFixed() {
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			poolForFixed(1 << i)
		}()
	}
	wg.Wait()
}
