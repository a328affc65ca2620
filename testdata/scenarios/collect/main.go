// Command collect writes a map while the garbage collector runs, which is no bug:
// the collector looks at the memory of a map, not at the map.
//
// detector: silent
// mapconcur: silent
package main

import (
	"fmt"
	"runtime"
)

func main() {
	m := map[int]*int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 20 {
			runtime.GC()
		}
	}()
	for i := range 2000 {
		m[i%500] = new(int)
	}
	<-done
	fmt.Println(len(m) == 500)
}
