// Command clone clones a map while another goroutine changes it. The race
// detector is not told of what maps.Clone reads.
//
// detector: silent
// mapconcur: write to m conflicts with the clone
package main

import (
	"fmt"
	"maps"
)

func main() {
	m := map[int]int{}
	for i := range 20 {
		m[i] = i
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		m[0]++
	}()
	c := maps.Clone(m)
	<-done
	fmt.Println(len(c) == 20)
}
