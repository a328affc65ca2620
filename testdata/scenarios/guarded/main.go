// Command guarded inserts, deletes and iterates under a lock.
//
// detector: silent
// mapconcur: silent
package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	m := map[int]int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			mu.Lock()
			m[i] = i
			delete(m, i/2)
			mu.Unlock()
		}
	}()
	mu.Lock()
	for k := range m {
		m[k] = 0
	}
	mu.Unlock()
	<-done
	fmt.Println(len(m) <= 200)
}
